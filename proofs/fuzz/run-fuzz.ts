import { hostileRequest } from './attacks/hostile-request';
import { toHttpEvent } from './attacks/http-event';
import { OutputReader } from './captured-output';
import { READ_ACTION } from './counting-aws';
import { createFuzzSource, FUZZ_SOURCES, type FuzzSource } from './fuzz-source';
import { type FuzzTarget, startFuzzTarget } from './fuzz-target';

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  /** Index of the first request. @default 0 */
  readonly first?: number;
  readonly onProgress?: (done: number) => void;
}

/** A request that got what it must not, by which it can be made again. */
export interface Offender {
  readonly index: number;
  readonly kind: string;
  readonly status: number;
}

export interface FuzzReport {
  readonly tried: number;
  readonly accepted: number;
  readonly serverErrors: number;
  /** AWS calls other than the reading of keys. */
  readonly writes: number;
  readonly keyReads: number;
  /** What the one process may read in the time it took: each source's key once per floor. */
  readonly mostKeyReads: number;
  /** Lines printed that hold a key or a signature. */
  readonly leaks: number;
  /** Status → answers. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Failure reason → refusals, as the metrics count them. */
  readonly reasons: ReadonlyMap<string, number>;
  /** The same as the log lines tell them. */
  readonly logged: ReadonlyMap<string, number>;
  readonly offenders: readonly Offender[];
}

/** An offence shows in its first few; the rest only fills the screen. */
const KEPT_OFFENDERS = 20;

/**
 * Sends hostile requests to the ingest function in this process.
 * @throws Error when an authentic delivery is not accepted: nothing refused would then prove anything
 */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const sources = FUZZ_SOURCES.map(createFuzzSource);
  const reader = new OutputReader(sources.flatMap(({ keys }) => keys));
  const target = await startFuzzTarget({ sources: FUZZ_SOURCES, onLine: (line) => reader.read(line) });
  try {
    await proveAlive(target, sources);
    reader.reset();
    const before = target.calls();
    const started = Date.now();
    const sent = await sendAll(target, sources, options);
    const floors = Math.floor((Date.now() - started) / target.refreshFloorMs) + 1;
    const calls = callsSince(before, target.calls());
    return { ...sent, ...reader.counts(), ...calls, mostKeyReads: floors * sources.length };
  } finally {
    await target.stop();
  }
}

/** Every source takes what its provider signs, with either key. */
async function proveAlive(target: FuzzTarget, sources: readonly FuzzSource[]): Promise<void> {
  for (const { id, provider, keys, bodies } of sources) {
    for (const key of keys) {
      const body = bodies[0] ?? Buffer.alloc(0);
      const headers = Object.entries(provider.sign(body, key, Date.now()));
      const status = await target.post(
        toHttpEvent({ kind: 'authentic', path: `/webhooks/${id}`, headers, body }, true),
      );
      if (status !== 200) {
        throw new Error(`Fuzzer: an authentic delivery to "${id}" was answered ${status}, expected 200.`);
      }
    }
  }
}

type Sent = Pick<FuzzReport, 'tried' | 'accepted' | 'serverErrors' | 'statuses' | 'offenders'>;

async function sendAll(
  target: FuzzTarget,
  sources: readonly FuzzSource[],
  options: FuzzOptions,
): Promise<Sent> {
  const { requests, seed, first = 0, onProgress } = options;
  const statuses = new Map<number, number>();
  const offenders: Offender[] = [];
  for (let index = first; index < first + requests; index += 1) {
    const request = hostileRequest(sources, { seed, index, now: Date.now() });
    const status = await target.post(toHttpEvent(request, index % 2 === 0));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (!REFUSALS.has(status) && offenders.length < KEPT_OFFENDERS) {
      offenders.push({ index, kind: request.kind, status });
    }
    onProgress?.(index - first + 1);
  }
  return {
    tried: requests,
    accepted: countIf(statuses, (status) => !REFUSALS.has(status) && status < 500),
    serverErrors: countIf(statuses, (status) => status >= 500),
    statuses,
    offenders,
  };
}

/** No source, a body over the limit, no valid signature. Whatever else is below 500 counts as accepted. */
const REFUSALS = new Set([401, 404, 413]);

function countIf(counts: ReadonlyMap<number, number>, concerns: (status: number) => boolean): number {
  return [...counts].reduce((sum, [status, count]) => sum + (concerns(status) ? count : 0), 0);
}

function callsSince(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>) {
  const since = [...after].map(([action, count]) => [action, count - (before.get(action) ?? 0)] as const);
  const sum = (calls: typeof since) => calls.reduce((total, [, count]) => total + count, 0);
  return {
    keyReads: sum(since.filter(([action]) => action === READ_ACTION)),
    writes: sum(since.filter(([action]) => action !== READ_ACTION)),
  };
}

/** Whether the run found nothing. */
export function isClean(report: FuzzReport): boolean {
  const { accepted, serverErrors, writes, keyReads, mostKeyReads, leaks, reasons, logged } = report;
  const told = JSON.stringify([...reasons].sort()) === JSON.stringify([...logged].sort());
  return accepted + serverErrors + writes + leaks === 0 && keyReads <= mostKeyReads && told;
}
