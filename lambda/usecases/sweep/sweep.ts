import type { ConditionalWrite } from '../../domain/lifecycle/conditional-write';
import { MAX_INDEX_SHARDS, shardsToRead } from '../../domain/lifecycle/policy';
import { sourceRemovedError, windowEnd, windowOverError } from '../../domain/lifecycle/retry-policy';
import { awaitSource, expireLease, postponeSweep, undoPostpone } from '../../domain/lifecycle/transitions';
import { type ConfiguredSources, isConfigured } from '../../domain/provider/configured-sources';
import { type EventRecord, type LastError, toIso } from '../../domain/record/event-record';
import { shardNumbers, workShardName } from '../../domain/record/keys';
import { errorName } from '../../domain/text/error-name';
import { concurrently } from '../concurrently';
import { eventFields, keyFields } from '../event-fields';
import { measureAge } from '../measure-age';
import type { DueItem, EventStore, ResultStore, WorkIndex } from '../ports';
import { endWithoutResult } from '../process/end-without-result';
import { crashError, isLastCrash } from '../process/handle-failure';
import { type RecordDeps, transitionContext } from '../process/record-outcome';
import { sweepShards } from './sweep-shards';

export interface SweepDeps extends RecordDeps {
  readonly store: Pick<EventStore, 'get' | 'update'>;
  readonly index: WorkIndex;
  readonly sources: ConfiguredSources;
  /** Looked at before a replay is given up. */
  readonly results: Pick<ResultStore, 'head'>;
}

export interface SweepContext {
  /** Epoch milliseconds after which no new page is begun. */
  readonly deadline: number;
}

export interface SweepReport {
  /** Reads of the work index. */
  readonly reads: number;
  readonly due: number;
  readonly sent: number;
  readonly failed: number;
  /** Due events whose source is not configured. */
  readonly sourceRemoved: number;
  /** False: the run ended at its bound; the next one goes on, since all that was handled is due later. */
  readonly complete: boolean;
}

/** How long a processor has, after the window, to end a replay that has begun to replace its result. */
const PROCESSOR_DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MAX_EVENTS_PER_RUN = 5_000;
const CONCURRENCY = 10;

type Tally = { -readonly [K in keyof SweepReport]: SweepReport[K] };

/**
 * Finds open events whose deadline passed: claimed but never queued, waiting further off than a message can be delayed, or
 * left behind by a crashed processor. Reads one page per shard, and one shard more, when nothing is due, whatever the table holds; two
 * sweeps at once are safe, since each transition expects the record exactly as it was read.
 */
export async function sweep(deps: SweepDeps, context: SweepContext): Promise<SweepReport> {
  const tally: Tally = { reads: 0, due: 0, sent: 0, failed: 0, sourceRemoved: 0, complete: true };
  const now = deps.clock.now();
  const known = shardNumbers(shardsToRead(deps.policy));
  const beyond = shardBeyond(known.length, now).map(workShardName);
  tally.complete = await sweepShards({
    shards: [...inTurn(known, now).map(workShardName), ...beyond],
    until: toIso(now),
    index: deps.index,
    most: MAX_EVENTS_PER_RUN,
    isOver: () => deps.clock.now() >= context.deadline,
    onRead: (shard, items) => {
      tally.reads += 1;
      tally.due += items.length;
      if (items.length > 0 && beyond.includes(shard)) {
        tellOfStray(shard, items.length, deps);
      }
    },
    handle: (items) => concurrently(items, CONCURRENCY, (item) => handleDue(item, tally, deps)),
  });
  if (tally.sourceRemoved > 0) {
    // Once per run, however many they are.
    deps.telemetry.log('warn', 'Open events wait for a source that is not configured.', {
      events: tally.sourceRemoved,
    });
  }
  return tally;
}

/** Each run begins at another shard, so that a flood in one does not keep the deadline from the others. */
function inTurn(shards: readonly number[], now: number): readonly number[] {
  const first = Math.floor(now / MINUTE_MS) % shards.length;
  return [...shards.slice(first), ...shards.slice(0, first)];
}

/** One of those that no configuration names, another one each minute: should their number have been lowered, nothing stays behind. */
function shardBeyond(known: number, now: number): readonly number[] {
  const others = MAX_INDEX_SHARDS - known;
  return others > 0 ? [known + (Math.floor(now / MINUTE_MS) % others)] : [];
}

function tellOfStray(shard: string, events: number, { telemetry }: SweepDeps): void {
  telemetry.log('warn', 'Events are in a shard beyond indexShards; set formerIndexShards.', {
    shard,
    events,
  });
}

/** One event's problem must not keep the sweep from the others: it stays due, and the next run meets it again. */
async function handleDue(item: DueItem, tally: Tally, deps: SweepDeps): Promise<void> {
  try {
    const record = await deps.store.get(item.pk);
    // The index is only a hint: the record may have moved since.
    if (record?.dueAt === item.dueAt) {
      await moveDue(record, tally, deps);
    }
  } catch (error) {
    deps.telemetry.log('error', 'A due event could not be handled; the next sweep will try again.', {
      ...keyFields(item.pk),
      error: errorName(error),
    });
  }
}

async function moveDue(record: EventRecord, tally: Tally, deps: SweepDeps): Promise<void> {
  const now = deps.clock.now();
  if (record.status === 'PROCESSING') {
    await handleLease(record, tally, deps);
  } else if (!isConfigured(record, deps.sources)) {
    await waitForSource(record, tally, deps);
  } else if (isOver(record, deps)) {
    await giveUp(record, windowOverError(record.lastError), { tally, deps });
  } else {
    await resend(record, postponeSweep(record, now, true, transitionContext(deps)), { tally, deps });
  }
}

/** Nobody works on the event, so it needs no last message, and its provider's queue may be gone. */
async function waitForSource(record: EventRecord, tally: Tally, deps: SweepDeps): Promise<void> {
  tally.sourceRemoved += 1;
  const end = windowEnd(record, deps.policy);
  if (deps.clock.now() >= end) {
    await giveUp(record, sourceRemovedError(record), { tally, deps });
    return;
  }
  const outcome = await deps.store.update(awaitSource(record, end, transitionContext(deps)));
  if (outcome.applied) {
    deps.telemetry.count('SourceRemoved', { provider: record.provider });
    measureAge(outcome.record, deps);
  }
}

/**
 * Past its window, and one more message was sent after the window ended: no event ends without it. A replay that has begun to replace
 * its result is for a processor to end, which may write results; unless there is none any more.
 */
function isOver(record: EventRecord, { clock, policy }: SweepDeps): boolean {
  const end = windowEnd(record, policy) + (record.replacing ? PROCESSOR_DAY_MS : 0);
  return clock.now() > end && Date.parse(record.updatedAt) > end;
}

async function handleLease(record: EventRecord, tally: Tally, deps: SweepDeps): Promise<void> {
  const leaseUntil = Date.parse(record.leaseUntil ?? '');
  if (leaseUntil >= deps.clock.now()) {
    const outcome = await deps.store.update(
      postponeSweep(record, leaseUntil, false, transitionContext(deps)),
    );
    measureAge(outcome.applied ? outcome.record : record, deps);
  } else if (isLastCrash(record)) {
    await giveUp(record, crashError(record), { tally, deps });
  } else {
    const write = expireLease(record, crashError(record), transitionContext(deps));
    if (isConfigured(record, deps.sources)) {
      await resend(record, write, { tally, deps });
    } else {
      tally.sourceRemoved += 1;
      await deps.store.update(write);
    }
  }
}

/** The record changes state first: a crash before the send leaves it due again, later. */
async function resend(
  before: EventRecord,
  write: ConditionalWrite,
  { tally, deps }: { tally: Tally; deps: SweepDeps },
): Promise<void> {
  const outcome = await deps.store.update(write);
  if (!outcome.applied) {
    return;
  }
  measureAge(outcome.record, deps);
  try {
    await deps.queue.send(outcome.record.provider, outcome.record.pk, 0);
  } catch (error) {
    await deps.store.update(undoPostpone(outcome.record, before, transitionContext(deps)));
    throw error;
  }
  tally.sent += 1;
  deps.telemetry.count('Resent', { provider: outcome.record.provider });
  const { status, dueAt } = outcome.record;
  deps.telemetry.log('info', 'Sent again.', {
    ...eventFields(outcome.record),
    was: before.status,
    status,
    dueAt,
  });
}

async function giveUp(
  record: EventRecord,
  lastError: LastError,
  { tally, deps }: { tally: Tally; deps: SweepDeps },
): Promise<void> {
  const { write, metric } = await endWithoutResult(record, 'FAILED', lastError, deps);
  const outcome = await deps.store.update(write);
  if (outcome.applied) {
    tally.failed += 1;
    deps.telemetry.count(metric, { provider: record.provider });
    const { status } = outcome.record;
    deps.telemetry.log('error', 'Gave up.', { ...eventFields(record), status, error: lastError.kind });
  }
}
