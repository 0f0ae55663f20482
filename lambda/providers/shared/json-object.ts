import { ProviderError } from '../../domain/error-kinds';
import { utf8Text } from '../../domain/utf8';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parsed, an empty list of two bytes takes forty: an answer below the size limit could still take a processor's memory, and its
 * neighbours' events with it. A table of 10 MiB holds some 200,000.
 */
const MAX_CONTAINERS = 1_000_000;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;

/**
 * The object these bytes are the JSON text of, in UTF-8; undefined when they are anything else.
 * @throws ProviderError `permanent` when they hold more lists and objects than a processor can
 */
export function parseJsonObject(bytes: Uint8Array): JsonObject | undefined {
  refuseTooMany(bytes);
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

/** Counts brackets inside strings too: cheaper, and never too few. */
function refuseTooMany(bytes: Uint8Array): void {
  let containers = 0;
  for (const byte of bytes) {
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      containers += 1;
    }
  }
  if (containers > MAX_CONTAINERS) {
    throw new ProviderError(
      'permanent',
      `The answer holds over ${MAX_CONTAINERS} lists and objects, more than can be taken in. Split the document.`,
    );
  }
}
