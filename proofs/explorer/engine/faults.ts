/** Everything the explorer can do to a call. What a fault means is said here once; `scheduler.ts` carries it out. */
export const FAULTS = {
  'crash-before': 'the process dies before the call is made',
  'crash-after': 'the call takes effect, then the process dies',
  fail: 'the call fails and has no effect',
  'timeout-undone': 'the call times out and has no effect',
  'timeout-done': 'the call takes effect, but times out for the caller',
  late: 'the call times out for the caller and takes effect afterwards, once time has passed',
  retried: 'the call takes effect, its answer is lost, and the SDK makes it again',
  stall: 'the process stops for longer than a lease, while the world goes on',
  'stall-long': 'the process stops until the world has nothing left to do',
  switch: 'another process runs first',
  swap: 'another call of the same process runs first',
  stale: 'the index answers as it stood one write per record ago',
  twice: 'the messages are delivered to another receiver as well',
  reorder: 'the newest messages are delivered first',
  throttled: 'the provider answers 429 with Retry-After: 7',
  unavailable: 'the provider answers 500',
  'cut-off': 'the provider answers with half a document',
} as const;

export type Fault = keyof typeof FAULTS;

/** What kind of call a port method is; the kind decides which faults apply. */
export type CallKind = 'write' | 'read' | 'http' | 'index' | 'receive';

const CRASH = ['crash-before', 'crash-after'] as const;
const LOST = ['fail', 'timeout-undone'] as const;
const STALL = ['stall', 'stall-long'] as const;

const BY_KIND: Readonly<Record<CallKind, readonly Fault[]>> = {
  write: [...CRASH, ...LOST, 'timeout-done', 'late', 'retried', ...STALL],
  read: ['crash-before', ...LOST],
  http: [...CRASH, ...LOST, ...STALL, 'throttled', 'unavailable', 'cut-off'],
  index: ['crash-before', ...LOST, 'stale'],
  receive: ['crash-after', 'fail', 'timeout-done', 'twice', 'reorder'],
};

const WITH_SWITCH = withOrder('switch');
const WITH_SWAP = withOrder('swap');
const WITH_BOTH = withOrder('switch', 'swap');

export interface Ordering {
  /** Another process has a call to make. */
  readonly others: boolean;
  /** The same process has another call to make. */
  readonly siblings: boolean;
}

/** The faults that apply to a call, in a fixed order: a trace names them by this list. */
export function findFaults(kind: CallKind, { others, siblings }: Ordering): readonly Fault[] {
  if (others) {
    return siblings ? WITH_BOTH[kind] : WITH_SWITCH[kind];
  }
  return siblings ? WITH_SWAP[kind] : BY_KIND[kind];
}

function withOrder(...order: readonly Fault[]): Readonly<Record<CallKind, readonly Fault[]>> {
  const entries = Object.entries(BY_KIND).map(([kind, faults]) => [kind, [...faults, ...order]]);
  return Object.fromEntries(entries) as Record<CallKind, readonly Fault[]>;
}
