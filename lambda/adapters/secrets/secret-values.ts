import * as z from 'zod/mini';
import { jsonEnv } from '../../contracts/environment';
import { SECRET_PLACEHOLDER } from '../../contracts/source-settings';
import type { SecretState } from '../../usecases/ports';

/** HTTP allows visible ASCII and inner spaces in a header's value; a line break in a token would split the request. */
const HEADER_TEXT = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

const keyList = jsonEnv(z.array(z.string()));

/** The value that a person put into a secret cannot be used. Logs show its name only, as for every error. */
export class MalformedSecretError extends Error {
  override readonly name = 'MalformedSecretError';
}

/**
 * Reads a signing secret: a JSON list of live keys, newest first, or one bare key.
 * @throws MalformedSecretError naming the source and the expected form, never the value
 */
export function parseSigningKeys(source: string, secret: string): SecretState<readonly string[]> {
  const text = secret.trim();
  if (text === SECRET_PLACEHOLDER) {
    return { set: false };
  }
  const value = /^[[{"]/.test(text) ? keyList.safeParse(text).data : [text];
  // The placeholder is public, so it must never become a key with which anybody could sign.
  if (!value?.length || value.some((key) => key.trim() === '' || key === SECRET_PLACEHOLDER)) {
    throw new MalformedSecretError(
      `Signing secret of source "${source}": expected a JSON list of its live keys, newest first, such as ` +
        '["new key","old key"], or one key as plain text; got another form. Put the right value into the secret.',
    );
  }
  return { set: true, value };
}

/**
 * Reads an API token, plain text.
 * @throws MalformedSecretError naming the source and the expected form, never the value
 */
export function parseApiToken(source: string, secret: string): SecretState<string> {
  const text = secret.trim();
  if (text === SECRET_PLACEHOLDER) {
    return { set: false };
  }
  if (!HEADER_TEXT.test(text) || /^[[{"]/.test(text)) {
    throw new MalformedSecretError(
      `API token of source "${source}": expected the token itself as one line of plain text; got nothing, JSON, or ` +
        'characters a header cannot hold. Put the right value into the secret.',
    );
  }
  return { set: true, value: text };
}
