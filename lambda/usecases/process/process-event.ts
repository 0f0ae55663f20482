import { crashError, isLastCrash } from '../../domain/lifecycle/retry-policy';
import {
  archive,
  archiveAsIs,
  beginReplacing,
  cover,
  end,
  lease,
  leaseIsolated,
  store,
  takeOver,
} from '../../domain/lifecycle/transitions';
import type { FetchOutcome } from '../../domain/provider/provider';
import type { EventRecord } from '../../domain/record/event-record';
import { sourceOfKey } from '../../domain/record/keys';
import { nameDocument } from '../../domain/record/name-document';
import { hasOwnResult } from '../../domain/result/own-result-key';
import { poorerBecause } from '../../domain/result/poorer-result';
import { asTransient } from '../as-transient';
import { eventFields, keyFields } from '../event-telemetry';
import type { LogFields } from '../ports';
import { transitionContext } from '../transition-context';
import { endWithoutResult } from './end-without-result';
import { type FetchedResult, fetchResult } from './fetch-result';
import { endDeps, fail, handleFailure } from './handle-failure';
import type { ProcessDeps } from './process-deps';
import { recordOutcome } from './record-outcome';
import { storeContent, storeResult } from './store-result';

/** Of an event's budget, what is kept for storing the result and recording the outcome. */
const STORE_RESERVE_MS = 3_000;

/**
 * Works on one event: leases its record, fetches the result, stores it, records the outcome. Every failure ends in a recorded
 * retry or a final state; it rejects only when AWS lets nothing be recorded, or our own code broke. Gives back, untouched, the
 * record of a suspect: an event that some process may have died of.
 */
export async function processEvent(pk: string, deps: ProcessDeps): Promise<EventRecord | undefined> {
  if (isOfRemovedSource(pk, deps)) {
    return undefined;
  }
  const started = deps.clock.now();
  const outcome = await leasing(() => deps.store.update(lease(pk, transitionContext(deps))));
  if (outcome.applied) {
    await completeOrSettle(outcome.record, started, deps);
    return undefined;
  }
  if (!outcome.existing) {
    deps.telemetry.count('UnknownEvent', { provider: deps.provider });
    deps.telemetry.log('warn', 'A message named an event without a record.', keyFields(pk));
  }
  return outcome.existing && mayBePoison(outcome.existing, deps.clock.now()) ? outcome.existing : undefined;
}

/** The message is dropped and the event left as it is: the sweeper sends another once the source is back, or ends the event. */
function isOfRemovedSource(pk: string, deps: ProcessDeps): boolean {
  const source = sourceOfKey(pk);
  if (source === '' || deps.sources.has(source)) {
    return false;
  }
  deps.telemetry.count('SourceRemoved', { provider: deps.provider });
  deps.telemetry.log('debug', 'The source of the event is not configured; its message is dropped.', {
    ...keyFields(pk),
  });
  return true;
}

/** Works on a suspect. While it is leased nothing else should be, so that a death of this process counts against it alone. */
export async function processIsolated(seen: EventRecord, deps: ProcessDeps): Promise<void> {
  const started = deps.clock.now();
  const leased = seen.status === 'RECEIVED' ? await leaseAgain(seen, deps) : await takeOverLease(seen, deps);
  if (leased) {
    await completeOrSettle(leased, started, deps);
  }
}

/** The leased record, as it stands after the last write of the attempt. */
interface Work {
  record: EventRecord;
}

async function completeOrSettle(leased: EventRecord, started: number, deps: ProcessDeps): Promise<void> {
  const { attempts, generation } = leased;
  deps.telemetry.log('debug', 'Leased.', { ...eventFields(leased), attempts, generation });
  const work = { record: leased };
  try {
    await complete(work, started, deps);
  } catch (error) {
    await handleFailure(error, work.record, deps);
  }
}

/** A slow lease leaves the provider less time, not the event more. */
async function complete(work: Work, started: number, deps: ProcessDeps): Promise<void> {
  const leased = work.record;
  const reserve = Math.min(STORE_RESERVE_MS, deps.eventBudgetSeconds * 250);
  const deadline = started + deps.eventBudgetSeconds * 1000 - reserve;
  const outcome = await fetchResult(leased, deadline, deps);
  if ('shared' in outcome) {
    await recordOutcome(cover(leased, outcome.shared, transitionContext(deps)), 'ResultShared', deps);
    return;
  }
  if ('lost' in outcome) {
    const { lost } = outcome;
    const write = lost
      ? end(leased, 'ARCHIVED', lost, transitionContext(deps))
      : archiveAsIs(leased, transitionContext(deps));
    await recordOutcome(write, lost ? 'ArchivedLinkExpired' : 'Archived', deps);
    return;
  }
  const took = { ...eventFields(leased), milliseconds: deps.clock.now() - started };
  deps.telemetry.log('debug', 'Fetched.', { ...took, ...sizeOf(outcome.fetched) });
  await recordFetched(outcome, work, deps);
}

async function recordFetched(
  { fetched, event, announced }: FetchedResult,
  work: Work,
  deps: ProcessDeps,
): Promise<void> {
  const leased = work.record;
  switch (fetched.kind) {
    case 'content': {
      const content = await storeContent(leased, event, fetched.content, deps);
      await recordOutcome(archive(leased, content, transitionContext(deps)), 'ArchivedContent', deps);
      return;
    }
    case 'extraction_failed': {
      const lastError = { kind: 'extraction_failed', message: fetched.reason } as const;
      const { write, metric } = await endWithoutResult(leased, 'EXTRACTION_FAILED', lastError, endDeps(deps));
      await recordOutcome(nameDocument(write, leased, fetched.documentId), metric, deps);
      return;
    }
    case 'data': {
      const poorer = poorerBecause(fetched, leased);
      if (poorer) {
        await fail(leased, poorer, deps);
        return;
      }
      if (!(await mayPut(work, deps))) {
        return;
      }
      const { record } = work;
      const result = await storeResult({ record, event, announced, fetched }, deps);
      const write = store(record, result, transitionContext(deps));
      const stored = await recordOutcome(nameDocument(write, record, fetched.documentId), 'Stored', deps);
      if (stored?.resultEmpty) {
        deps.telemetry.count('ResultEmpty', { provider: stored.provider });
      }
    }
  }
}

/** Says that a former result is about to be replaced. False: another has taken the lease, so that nothing may be put any more. */
async function mayPut(work: Work, deps: ProcessDeps): Promise<boolean> {
  if (!hasOwnResult(work.record)) {
    return true;
  }
  const write = beginReplacing(work.record, transitionContext(deps));
  const outcome = await asTransient('Recording the replacement in DynamoDB', () => deps.store.update(write));
  if (outcome.applied) {
    work.record = outcome.record;
  } else {
    deps.telemetry.count('LeaseLost', { provider: work.record.provider });
  }
  return outcome.applied;
}

function sizeOf(fetched: FetchOutcome): LogFields {
  return fetched.kind === 'data'
    ? { kind: fetched.kind, bytes: fetched.extraction.byteLength }
    : { kind: fetched.kind };
}

/** Waiting after a crash, or left behind by a holder whose lease is over. Any other refusal means that the message has done its duty. */
function mayBePoison(record: EventRecord, now: number): boolean {
  if (record.status === 'RECEIVED') {
    return (record.crashes ?? 0) > 0 && Date.parse(record.notBefore ?? record.receivedAt) <= now;
  }
  return record.status === 'PROCESSING' && Date.parse(record.leaseUntil ?? '') < now;
}

async function leaseAgain(seen: EventRecord, deps: ProcessDeps): Promise<EventRecord | undefined> {
  const outcome = await leasing(() => deps.store.update(leaseIsolated(seen.pk, transitionContext(deps))));
  return outcome.applied ? outcome.record : undefined;
}

/** The holder left no outcome: counted, because an event that breaks its processor every time must end. */
async function takeOverLease(seen: EventRecord, deps: ProcessDeps): Promise<EventRecord | undefined> {
  if (isLastCrash(seen)) {
    await fail(seen, crashError(seen), deps);
    return undefined;
  }
  const outcome = await leasing(() => deps.store.update(takeOver(seen, transitionContext(deps))));
  if (!outcome.applied) {
    return undefined;
  }
  deps.telemetry.count('LeaseTakenOver', { provider: seen.provider });
  return outcome.record;
}

function leasing<T>(call: () => Promise<T>): Promise<T> {
  return asTransient('Leasing the record in DynamoDB', call);
}
