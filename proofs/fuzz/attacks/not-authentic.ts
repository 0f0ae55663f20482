import { type FuzzSource, isAnsweredUnsigned } from '../fuzz-source';
import type { HostileRequest } from './authentic';
import { toHttpEvent } from './http-event';

/** Wider than any window a scheme has, so that a request near its edge is never an attack. */
const SURELY_OUTSIDE_MS = 80_000;

/**
 * Compares only with what the provider itself would have sent: its own signing of these very bytes with a live key,
 * or an unsigned challenge where the source answers those.
 * @throws Error when the request carries it, since refusing it would be wrong
 */
export function assertNotAuthentic(
  request: HostileRequest,
  sources: readonly FuzzSource[],
  now: number,
): void {
  for (const base64 of [true, false]) {
    const { rawPath, headers, body, isBase64Encoded } = toHttpEvent(request, base64);
    const source = sources.find(({ id }) => rawPath === `/webhooks/${id}`);
    const bytes = Buffer.from(
      typeof body === 'string' ? body : '',
      isBase64Encoded === true ? 'base64' : 'utf8',
    );
    if (
      source &&
      (isAnsweredUnsigned(source, bytes) || isAuthentic(source, { lines: lowerCased(headers), bytes, now }))
    ) {
      throw new Error(
        `Fuzzer: got an authentic delivery as "${request.kind}", expected a forgery. Fix the attack.`,
      );
    }
  }
}

interface Received {
  readonly lines: ReadonlyMap<string, string>;
  readonly bytes: Buffer;
  readonly now: number;
}

function isAuthentic({ provider, keys }: FuzzSource, { lines, bytes, now }: Received): boolean {
  const times = [
    now,
    ...[...lines.values()].filter((value) => /^\d{1,12}$/.test(value)).map((text) => Number(text) * 1000),
  ];
  return keys.some((key) =>
    times.some((time) => {
      const outside = Math.abs(time - now) > SURELY_OUTSIDE_MS;
      const expected = Object.entries(provider.sign(bytes, key, time));
      return (
        !outside && expected.every(([name, value]) => lines.get(name)?.toLowerCase() === value.toLowerCase())
      );
    }),
  );
}

function lowerCased(headers: unknown): Map<string, string> {
  const lines = new Map<string, string>();
  for (const [name, value] of Object.entries(headers ?? {})) {
    const key = name.toLowerCase();
    // A name that comes twice, or a value that is no text, is no header the provider sends.
    lines.set(key, lines.has(key) || typeof value !== 'string' ? '' : value);
  }
  return lines;
}
