import * as z from 'zod/mini';
import { ProviderError } from '../../domain/provider/error-kinds';

/**
 * https and a name of the public DNS in every deployment: an address (also as one number) or `localhost` is none. http on loopback
 * exists for the local run alone: synth refuses it, and so does the HTTP client everywhere else.
 */
const BASE_URL =
  /^(https:\/\/([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?(:\d{1,5})?|http:\/\/127\.0\.0\.1:\d{1,5})(\/[\w.~-]+)*\/?$/i;

/** Root of a provider's API: no credentials, query or fragment. */
export const baseUrl = z
  .string()
  .check(z.regex(BASE_URL, 'expected an https URL without query, such as https://api.example.com'));

/**
 * An address below a base URL.
 * @throws ProviderError when `path` would lead anywhere else: to another host, port, or above the base
 */
export function urlUnder(base: string, path: string): string {
  const root = base.replace(/\/$/, '');
  const text = `${root}${path}`;
  if (!URL.canParse(text) || !isUnder(new URL(text), new URL(root))) {
    throw new ProviderError(
      'permanent',
      'The path of an API call leads out of its base URL, expected one below it. Nothing was asked.',
    );
  }
  return text;
}

function isUnder(url: URL, root: URL): boolean {
  return url.origin === root.origin && url.pathname.startsWith(`${root.pathname.replace(/\/$/, '')}/`);
}
