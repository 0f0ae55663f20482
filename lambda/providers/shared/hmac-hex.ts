import { createHmac, timingSafeEqual } from 'node:crypto';

const SHA256_HEX = /^[0-9a-f]{64}$/i;

/** The 32 bytes of exactly 64 hex digits. `Buffer.from(x, 'hex')` alone stops silently at the first bad character. */
export function parseSha256Hex(text: string): Buffer | undefined {
  return SHA256_HEX.test(text) ? Buffer.from(text, 'hex') : undefined;
}

/** HMAC-SHA256 over the parts in order; the key is the literal UTF-8 text. */
export function hmacSha256(key: string, parts: readonly (string | Uint8Array)[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) {
    hmac.update(part);
  }
  return hmac.digest();
}

/**
 * Whether any live key made the signature. Every key is tried and compared in constant time, so the answer's timing says
 * neither how near a guess was nor which key fits. An empty key never counts: anybody could sign with it.
 */
export function isSignedByAny(
  keys: readonly string[],
  signature: Buffer,
  parts: readonly (string | Uint8Array)[],
): boolean {
  let matched = false;
  for (const key of keys) {
    const equal = timingSafeEqual(hmacSha256(key, parts), signature);
    matched = (equal && key !== '') || matched;
  }
  return matched;
}
