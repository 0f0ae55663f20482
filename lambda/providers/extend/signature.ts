import type { SignedRequest, Verification, VerificationContext } from '../../domain/provider/provider';
import { hmacSha256, parseSha256Hex, signedByAny } from '../shared/hmac-hex';
import type { ExtendOptions } from './options';

export const TIMESTAMP_HEADER = 'x-extend-request-timestamp';
export const SIGNATURE_HEADER = 'x-extend-request-signature';

/** What Extend's own SDK allows the sender's clock to run ahead. */
const FUTURE_SKEW_SECONDS = 60;
/** Stricter than the SDK, whose parseInt reads `1707777128abc` as a time. */
const UNIX_SECONDS = /^\d{1,12}$/;

type Context = Pick<VerificationContext<Pick<ExtendOptions, 'maxAgeSeconds'>>, 'keys' | 'now' | 'options'>;

/**
 * HMAC-SHA256 over `v0:<timestamp>:<raw body>`; the key is the whole secret, its `wss_` included. The signature is judged
 * first: "stale" then means an authentic delivery that came late, which is what an operator must be able to tell.
 */
export function verify(request: SignedRequest, context: Context): Verification {
  const timestamp = request.headers[TIMESTAMP_HEADER];
  const header = request.headers[SIGNATURE_HEADER];
  if (!timestamp || !header) {
    return { valid: false, reason: 'missing' };
  }
  const signature = parseSha256Hex(header);
  if (!signature || !UNIX_SECONDS.test(timestamp)) {
    return { valid: false, reason: 'malformed' };
  }
  return signedByAny(context.keys, signature, baseString(timestamp, request.body))
    ? judgeAge(Number(timestamp), context)
    : { valid: false, reason: 'mismatch' };
}

/** The headers Extend's own delivery of `body` carries. */
export function sign(body: Uint8Array, key: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  return {
    [TIMESTAMP_HEADER]: timestamp,
    [SIGNATURE_HEADER]: hmacSha256(key, baseString(timestamp, body)).toString('hex'),
  };
}

function baseString(timestamp: string, body: Uint8Array): readonly (string | Uint8Array)[] {
  return [`v0:${timestamp}:`, body];
}

function judgeAge(seconds: number, { now, options }: Context): Verification {
  if (options.maxAgeSeconds === 0) {
    return { valid: true };
  }
  const age = Math.floor(now / 1000) - seconds;
  if (age > options.maxAgeSeconds) {
    return { valid: false, reason: 'stale' };
  }
  return age < -FUTURE_SKEW_SECONDS ? { valid: false, reason: 'future' } : { valid: true };
}
