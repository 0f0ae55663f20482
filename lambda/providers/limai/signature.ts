import type { SignedRequest, Verification } from '../../domain/provider/provider';
import { hmacSha256, parseSha256Hex, signedByAny } from '../shared/hmac-hex';

export const SIGNATURE_HEADER = 'x-webhook-signature';
const PREFIX = 'sha256=';

/** HMAC-SHA256 over the raw body. Limai signs no time, so a captured request can be repeated: the event id absorbs it. */
export function verify(request: SignedRequest, { keys }: { readonly keys: readonly string[] }): Verification {
  const header = request.headers[SIGNATURE_HEADER];
  if (!header) {
    return { valid: false, reason: 'missing' };
  }
  const signature = header.startsWith(PREFIX) ? parseSha256Hex(header.slice(PREFIX.length)) : undefined;
  if (!signature) {
    return { valid: false, reason: 'malformed' };
  }
  return signedByAny(keys, signature, [request.body])
    ? { valid: true }
    : { valid: false, reason: 'mismatch' };
}

/** The headers Limai's own delivery of `body` carries. */
export function sign(body: Uint8Array, key: string): Record<string, string> {
  return { [SIGNATURE_HEADER]: `${PREFIX}${hmacSha256(key, [body]).toString('hex')}` };
}
