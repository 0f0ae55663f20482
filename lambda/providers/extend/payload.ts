import { isGiven, type JsonView } from '../../domain/text/json-view';
import { parseId } from '../shared/provider-text';
import { LINK_OBJECT, RESOURCE_OBJECTS, RUN_OBJECT } from './resource-kinds';

/** Where the result of an extract run's event is. */
export type RunPayload =
  /** In the payload itself, as far as it holds an output. */
  | { readonly kind: 'inline'; readonly run: JsonView }
  /** `url` is absent when the payload calls itself a link and holds none that can be followed. */
  | { readonly kind: 'link'; readonly url: string | undefined; readonly isUnknownShape: boolean }
  /** The payload is none of an extract run. `reason` names the field and what was expected. */
  | { readonly kind: 'invalid'; readonly reason: string };

const EXPECTED_OBJECT = `payload.object: expected "${RUN_OBJECT}" or "${LINK_OBJECT}".`;

/**
 * What the payload of an `extract_run.*` event is. Told per event: an endpoint set to `url` sends small payloads inline. The SDK's
 * link has `object: "signed_data_url"`, the documentation's example has `data` alone; a link under a name that is no resource's is
 * followed too, and counted.
 */
export function parseRunPayload(payload: JsonView | undefined): RunPayload {
  if (payload?.type !== 'object') {
    return invalid('payload: expected a JSON object.');
  }
  const [object, data, id, output] = payload.pick(['object', 'data', 'id', 'output']);
  const url = isGiven(output) ? undefined : parseAddress(data);
  const name = object?.text;
  if (name !== RUN_OBJECT && RESOURCE_OBJECTS.has(name ?? '')) {
    return invalid(EXPECTED_OBJECT);
  }
  if (url !== undefined && name !== RUN_OBJECT) {
    return { kind: 'link', url, isUnknownShape: isOddLink(object) };
  }
  const hasId = parseId(id) !== undefined;
  const hasOutput = output?.type === 'object';
  if (name === LINK_OBJECT && !hasOutput) {
    return hasId
      ? { kind: 'link', url: undefined, isUnknownShape: false }
      : invalid('payload.data: expected an https URL, since payload.id names no run.');
  }
  if (name !== undefined && name !== RUN_OBJECT && name !== LINK_OBJECT) {
    return invalid(EXPECTED_OBJECT);
  }
  return name !== undefined || hasOutput || hasId
    ? { kind: 'inline', run: payload }
    : invalid('payload: expected an extract run, its id, an output, or an https URL under data.');
}

/** The link that the payload of any other event is; undefined when it is the resource itself. */
export function findArchivedLink(
  payload: JsonView | undefined,
): { readonly url: string; readonly isUnknownShape: boolean } | undefined {
  const [object, data, output] = payload?.pick(['object', 'data', 'output']) ?? [];
  const url = isGiven(output) || RESOURCE_OBJECTS.has(object?.text ?? '') ? undefined : parseAddress(data);
  return url === undefined ? undefined : { url, isUnknownShape: isOddLink(object) };
}

function isOddLink(object: JsonView | undefined): boolean {
  return isGiven(object) && object.text !== LINK_OBJECT;
}

/** http on loopback exists for the local run alone: the HTTP client refuses it everywhere else. */
function parseAddress(data: JsonView | undefined): string | undefined {
  const text = data?.text;
  if (text === undefined || !URL.canParse(text)) {
    return undefined;
  }
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1') ? text : undefined;
}

function invalid(reason: string): RunPayload {
  return { kind: 'invalid', reason };
}
