/** Keeps a byte-order mark, so that encoding the text again gives the same bytes. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of valid UTF-8; undefined for other bytes. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Bytes of the byte-order mark at the beginning: 3, or 0 without one. */
export function byteOrderMarkLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/**
 * C0 and C1 controls, separators at which some terminals break a line, invisible characters, direction controls, and unpaired
 * surrogates. Ids and error texts come from outside: none may move a cursor, set a title or reorder what a person reads.
 */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Surrogate}]/gu;

/** The JSON escape of a UTF-16 unit: `\\u009b`. */
export function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The text with escapes such as `\u001b` for everything that a terminal would act on. */
export function plainText(text: string): string {
  return text.replace(UNPRINTABLE, escapeUnit);
}

/** The same, but line ends and tabs stay. */
export function plainLines(text: string): string {
  return text.replace(UNPRINTABLE, (unit) => (unit === '\n' || unit === '\t' ? unit : escapeUnit(unit)));
}

/** JSON that parses to the same value: such characters occur only in strings, where `\u009b` is a JSON escape. */
export function plainJson(value: unknown, indent?: number): string {
  return plainLines(JSON.stringify(value, undefined, indent));
}
