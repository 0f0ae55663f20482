const MAX_ID_LENGTH = 4096;
const MAX_REASON_LENGTH = 300;
const WORD = /^[A-Z][A-Z0-9_]{0,63}$/;
/** Characters that end a line, act on a terminal, or turn round what a person reads (https://trojansource.codes). */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** An id as the provider sent it: non-empty, well-formed UTF-16 (UTF-8 can carry it), of bounded length. */
export function idText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID_LENGTH && value.isWellFormed()
    ? value
    : undefined;
}

/** What `idText` expects, for the reason of an unreadable body. */
export const ID_EXPECTATION = `expected a non-empty string of at most ${MAX_ID_LENGTH} well-formed characters`;

/** A status or error word, safe to repeat in a message; "another value" for whatever is not plainly a word. */
export function wordOf(value: unknown): string {
  return typeof value === 'string' && WORD.test(value) ? value : 'another value';
}

/** The provider's own words on a failure, on one line and short enough for a record. */
export function reasonText(value: unknown): string | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  const line = value.replace(CONTROL, ' ').trim();
  return line === '' ? undefined : line.slice(0, MAX_REASON_LENGTH).toWellFormed();
}
