import * as z from 'zod/mini';

/** https in every deployment; http on loopback exists for the local run alone, and the HTTP client refuses it elsewhere. */
const BASE_URL =
  /^(https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?|http:\/\/127\.0\.0\.1:\d{1,5})(\/[\w.~-]+)*\/?$/i;

/** Root of a provider's API: no credentials, query or fragment. */
export const baseUrl = z
  .string()
  .check(z.regex(BASE_URL, 'expected an https URL without query, such as https://api.example.com'));

/** `path` begins with a slash. */
export function urlUnder(base: string, path: string): string {
  return `${base.replace(/\/$/, '')}${path}`;
}
