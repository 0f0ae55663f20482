import * as z from 'zod/mini';
import type { JsonView } from '../../domain/text/json-view';

export const MAX_ID_LENGTH = 4096;
const MAX_REASON_LENGTH = 300;
const WORD = /^[A-Z][A-Z0-9_]{0,63}$/;
/** Characters that end a line, act on a terminal, or turn round what a person reads (https://trojansource.codes). */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** An id as the provider sent it: a usable text, or a number by its exact text, since a double would round a long one. */
export function parseId(value: JsonView | undefined): string | undefined {
  return value?.type === 'number' ? usableText(value.exactText) : parseText(value);
}

/** A text that is no id, such as a type or a time, under the same limits. */
export function parseText(value: JsonView | undefined): string | undefined {
  return usableText(value?.text);
}

/** Non-empty, well-formed UTF-16 (UTF-8 can carry it), of bounded length. */
function usableText(text: string | undefined): string | undefined {
  return text !== undefined && text !== '' && text.length <= MAX_ID_LENGTH && text.isWellFormed()
    ? text
    : undefined;
}

/** What `parseId` expects, for the reason of an invalid body. */
export const ID_EXPECTATION = `expected a number, or a non-empty string of at most ${MAX_ID_LENGTH} well-formed characters`;

/** What `parseText` expects. */
export const TEXT_EXPECTATION = `expected a non-empty string of at most ${MAX_ID_LENGTH} well-formed characters`;

/** A status or error word, safe to repeat in a message; "another value" for whatever is not plainly a word. */
export function plainWord(value: JsonView | undefined): string {
  const text = value?.text;
  return text !== undefined && WORD.test(text) ? text : 'another value';
}

/** The provider's own words on a failure, on one line and short enough for a record. */
export function reasonText(words: string | undefined): string | undefined {
  const line = words?.replace(CONTROL, ' ').trim();
  return line ? line.slice(0, MAX_REASON_LENGTH).toWellFormed() : undefined;
}

/**
 * https and a public DNS name: no address (also not as one number), no `localhost`. http on loopback is for the local run only. The
 * synth refuses it, and so does the HTTP client everywhere else.
 */
const BASE_URL =
  /^(https:\/\/([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?(:\d{1,5})?|http:\/\/127\.0\.0\.1:\d{1,5})(\/[\w.~-]+)*\/?$/i;

/** Root of a provider's API: no credentials, query or fragment. */
export const baseUrl = z
  .string()
  .check(z.regex(BASE_URL, 'expected an https URL without query, such as https://api.example.com'));
