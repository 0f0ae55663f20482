import type { AlarmProperties } from './evaluate-alarm';
import { findMetrics } from './evaluate-alarm';
import type { InvocationName } from './invocations';
import type { Datum } from './metric-data';

/** What happens in one period, so that an alarm rings, and so that it does not. */
export interface Drive {
  readonly problem: readonly Happening[];
  /** @default nothing */
  readonly healthy?: readonly Happening[];
  /** Not yet a problem, by a hair. */
  readonly almost?: readonly Happening[];
}

/** A real invocation of ours, so many times; or what AWS writes under the alarm's own metric: a value, or the threshold and more. */
export type Happening =
  | { readonly our: InvocationName; readonly times: number }
  | { readonly value: number }
  | { readonly aboveThreshold: number };

const once = (our: InvocationName): Drive => ({ problem: [{ our, times: 1 }] });
const times = (our: InvocationName, count: number): Happening[] => [{ our, times: count }];
const overThreshold: Drive = {
  problem: [{ aboveThreshold: 1 }],
  healthy: [{ value: 0 }],
  almost: [{ aboveThreshold: 0 }],
};
/** It runs each period, until it does not. */
const silent: Drive = { problem: [], healthy: [{ value: 5 }] };

/** Every alarm by the beginning of its id; one that stands nowhere here fails its test. */
export const DRIVES: Readonly<Record<string, Drive>> = {
  DeadLetters: overThreshold,
  StaleMessages: overThreshold,
  ProviderThrottling: once('is throttled'),
  ProcessorErrors: overThreshold,
  ProcessorThrottles: overThreshold,
  ClaimsUnavailable: once('cannot claim'),
  IngestErrors: overThreshold,
  IngestThrottles: overThreshold,
  SignatureSurge: {
    problem: times('refuses a signature', 10),
    almost: times('refuses a signature', 9),
  },
  SignaturesTooOld: once('refuses a signature that came too late'),
  EventsQuarantined: once('cannot read a body'),
  EventIdReused: once('meets another event under a known id'),
  DeferredSends: once('cannot send'),
  CredentialsRejected: once('is refused for its token'),
  UnknownEvent: once('knows no such event'),
  EventsFailed: once('gives an event up'),
  IdentityMismatch: once('is answered with another document'),
  NoLongerAvailable: once('finds a result that was deleted'),
  ArchivedLinkExpired: once('finds an archived event’s link expired'),
  OldestOpenEvent: once('retries an event of thirteen hours'),
  DeferredRetries: once('cannot send a retry'),
  NothingStored: {
    problem: times('accepts an event', 3),
    healthy: [...times('accepts an event', 3), ...times('stores a result', 1)],
  },
  EventsFailedInSweep: once('gives an event up in a sweep'),
  NoLongerAvailableInSweep: once('gives an event up in a sweep whose result was deleted'),
  OldestSweptEvent: once('sends an event of thirteen hours again'),
  SweeperErrors: overThreshold,
  SweeperSilent: silent,
  ReconciliationGap: once('finds a document whose webhook never came'),
  CredentialsRejectedInReconciliation: once('is refused when it asks what was finished'),
  DeferredCaptures: once('cannot send a captured document'),
  ReconcilerErrors: overThreshold,
  ReconcilerSilent: silent,
  ReconciliationOverdue: once('gets no page for a source that is overdue'),
};

/** The drive of an alarm: that of the longest beginning of its id. */
export function findDrive(id: string): Drive {
  const [key] = Object.keys(DRIVES)
    .filter((start) => id.startsWith(start))
    .sort((one, other) => other.length - one.length);
  const drive = key === undefined ? undefined : DRIVES[key];
  if (!drive) {
    throw new Error(`No drive for the alarm ${id}: say in drives.ts what makes it ring.`);
  }
  return drive;
}

/** A happening as metric data of one moment. */
export function createData(
  happening: Happening,
  {
    alarm,
    at,
    ours,
  }: { alarm: AlarmProperties; at: number; ours: (name: InvocationName) => readonly Datum[] },
): Datum[] {
  if (!('our' in happening)) {
    const value = 'value' in happening ? happening.value : alarm.Threshold + happening.aboveThreshold;
    return findMetrics(alarm).map(({ namespace, name, dimensions }) => ({
      namespace,
      name,
      dimensions,
      at,
      value,
    }));
  }
  return Array.from({ length: happening.times }, () =>
    ours(happening.our).map((datum) => ({ ...datum, at })),
  ).flat();
}
