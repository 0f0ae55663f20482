import { isJsonObject, type JsonObject } from '../shared/json-object';

/** What an envelope's payload is: the object itself, or a link to it. */
export type PayloadShape =
  | { readonly kind: 'inline'; readonly payload: JsonObject }
  /** `url` is absent when the payload calls itself a link and holds none. */
  | { readonly kind: 'link'; readonly url: string | undefined };

/**
 * Tells the two apart per event: an endpoint set to `url` sends small payloads inline. The SDK's link has
 * `object: "signed_data_url"`; the documentation's example has `data` alone, whatever it holds. A full object always names its kind.
 */
export function payloadShape(payload: JsonObject): PayloadShape {
  const { object, data } = payload;
  const url = typeof data === 'string' ? data : undefined;
  const isFull = typeof object === 'string' ? object !== 'signed_data_url' : url === undefined;
  return isFull ? { kind: 'inline', payload } : { kind: 'link', url };
}

/** The envelope's payload, when it is an object. */
export function payloadOf(envelope: unknown): JsonObject | undefined {
  const payload = isJsonObject(envelope) ? envelope.payload : undefined;
  return isJsonObject(payload) ? payload : undefined;
}
