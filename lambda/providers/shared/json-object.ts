import { utf8Text } from '../../domain/utf8';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object these bytes are the JSON text of, in UTF-8; undefined when they are anything else. */
export function parseJsonObject(bytes: Uint8Array): JsonObject | undefined {
  const text = utf8Text(bytes);
  if (text === undefined) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
