import * as z from 'zod/mini';

/**
 * https and a public DNS name: no address (also not as one number), no `localhost`. http on loopback is for the local run only:
 * the synth refuses it, and so does the HTTP client everywhere else.
 */
const BASE_URL =
  /^(https:\/\/([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?(:\d{1,5})?|http:\/\/127\.0\.0\.1:\d{1,5})(\/[\w.~-]+)*\/?$/i;

/** Root of a provider's API: no credentials, query or fragment. */
export const baseUrl = z
  .string()
  .check(z.regex(BASE_URL, 'expected an https URL without query, such as https://api.example.com'));
