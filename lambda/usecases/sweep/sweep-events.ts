import type { ConditionalWrite } from '../../domain/lifecycle/conditional-write';
import { MAX_INDEX_SHARDS, shardsToRead } from '../../domain/lifecycle/policy';
import {
  crashError,
  isLastCrash,
  sourceRemovedError,
  windowEnd,
  windowOverError,
} from '../../domain/lifecycle/retry-policy';
import {
  awaitSource,
  expireLease,
  postponeForMessage,
  postponeSweep,
  undoPostpone,
} from '../../domain/lifecycle/transitions';
import type { ConfiguredSources } from '../../domain/provider/provider';
import {
  type EventRecord,
  type LastError,
  type ProcessingRecord,
  toIso,
} from '../../domain/record/event-record';
import { shardNumbers, workShardName } from '../../domain/record/keys';
import { concurrently } from '../concurrently';
import { errorFields, eventFields, keyFields, measureAge } from '../event-telemetry';
import type { DueItem, EventStore, ResultStore, WorkIndex } from '../ports';
import { endWithoutResult } from '../process/end-without-result';
import { type TransitionDeps, transitionContext } from '../transition';
import { sweepShards } from './sweep-shards';

export interface SweepDeps extends TransitionDeps {
  readonly store: Pick<EventStore, 'get' | 'update'>;
  readonly index: WorkIndex;
  readonly sources: ConfiguredSources;
  /** Read before a replay is given up. */
  readonly results: Pick<ResultStore, 'head'>;
}

export interface SweepReport {
  /** Reads of the work index. */
  readonly reads: number;
  readonly due: number;
  readonly sent: number;
  /** Events given up. */
  readonly givenUp: number;
  /** Due events whose source is not configured. */
  readonly sourceRemoved: number;
  /** False: the run ended at its bound; the next run continues, since all that was handled is due later. */
  readonly complete: boolean;
}

/** How long after the window a processor may still end a replay that has begun to replace its result. */
const REPLACING_GRACE_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MAX_EVENTS_PER_RUN = 5_000;
const CONCURRENCY = 10;

/**
 * Finds open events whose deadline passed: claimed but never queued, waiting longer than a message can be delayed, or left behind by a
 * crashed processor. Reads one page per shard, and one shard more, when nothing is due, whatever the table holds. Two sweeps at once are
 * safe, since each transition expects the record exactly as it was read.
 * @param deadline epoch milliseconds after which no new page is begun
 */
export async function sweep(
  deps: SweepDeps,
  { deadline }: { readonly deadline: number },
): Promise<SweepReport> {
  const run = new SweepRun(deps);
  const now = deps.clock.now();
  const minute = Math.floor(now / MINUTE_MS);
  const known = shardNumbers(shardsToRead(deps.policy));
  // Each run begins at another shard, so that a flood in one does not use up the time of the others.
  const first = minute % known.length;
  // A shard that no configuration names, another one each minute: if their number was lowered, no event stays behind.
  const others = MAX_INDEX_SHARDS - known.length;
  const beyond = others > 0 ? workShardName(known.length + (minute % others)) : undefined;
  const shards = [...known.slice(first), ...known.slice(0, first)].map(workShardName);
  const complete = await sweepShards({
    shards: beyond === undefined ? shards : [...shards, beyond],
    until: now,
    index: deps.index,
    most: MAX_EVENTS_PER_RUN,
    isOver: () => deps.clock.now() >= deadline,
    onRead: (shard, items) => {
      run.totals.reads += 1;
      run.totals.due += items.length;
      if (items.length > 0 && shard === beyond) {
        const fields = { shard, events: items.length };
        const message = 'Events are in a shard beyond indexShards; set formerIndexShards.';
        deps.telemetry.log('warn', message, fields);
      }
    },
    handle: (items) => concurrently(items, CONCURRENCY, (item) => run.handle(item)),
  });
  if (run.totals.sourceRemoved > 0) {
    // Once per run, however many they are.
    const message = 'Open events wait for a source that is not configured.';
    deps.telemetry.log('warn', message, { events: run.totals.sourceRemoved });
  }
  return { ...run.totals, complete };
}

/** One run of the sweeper, and what it did so far. */
class SweepRun {
  readonly totals = { reads: 0, due: 0, sent: 0, givenUp: 0, sourceRemoved: 0 };

  constructor(private readonly deps: SweepDeps) {}

  /** A problem of one event does not stop the sweep: the event stays due, and the next run handles it again. */
  async handle({ pk, dueAt }: DueItem): Promise<void> {
    try {
      const record = await this.deps.store.get(pk);
      // The index is only a hint: the record may have moved since.
      if (record?.dueAt === dueAt) {
        await this.handleDue(record);
      }
    } catch (error) {
      const message = 'A due event could not be handled; the next sweep will try again.';
      this.deps.telemetry.log('error', message, { ...keyFields(pk), ...errorFields(error) });
    }
  }

  private async handleDue(record: EventRecord): Promise<void> {
    const { store, clock, policy, sources, telemetry } = this.deps;
    const now = clock.now();
    const configured = Object.hasOwn(sources, record.provider) ? sources[record.provider] : undefined;
    const isMissingSource = !configured?.includes(record.source);
    if (record.status === 'PROCESSING') {
      await this.checkLease(record, now, isMissingSource);
      return;
    }
    const end = windowEnd(record, policy);
    if (isMissingSource) {
      // No processor works on the event, so it needs no last message, and its provider's queue may be gone.
      this.totals.sourceRemoved += 1;
      if (now >= end) {
        await this.giveUp(record, sourceRemovedError(record));
        return;
      }
      const outcome = await store.update(awaitSource(record, end, transitionContext(this.deps)));
      if (outcome.applied) {
        telemetry.count('SourceRemoved', { provider: record.provider });
        measureAge(outcome.record, this.deps);
      }
      return;
    }
    // Past its window, and one more message was sent after the window ended: no event ends without that one. A replay that has begun to
    // replace its result is for a processor to end, because only a processor may write results; after a day the sweeper ends it.
    const last = end + (record.replacing ? REPLACING_GRACE_MS : 0);
    if (now > last && record.updatedAt > last) {
      await this.giveUp(record, windowOverError(record.lastError));
    } else {
      await this.updateAndSend(record, postponeForMessage(record, transitionContext(this.deps)));
    }
  }

  private async checkLease(record: ProcessingRecord, now: number, isMissingSource: boolean): Promise<void> {
    const { store } = this.deps;
    const context = transitionContext(this.deps);
    const { leaseUntil } = record;
    if (leaseUntil >= now) {
      const outcome = await store.update(postponeSweep(record, context));
      measureAge(outcome.applied ? outcome.record : record, this.deps);
    } else if (isLastCrash(record)) {
      await this.giveUp(record, crashError(record));
    } else if (isMissingSource) {
      this.totals.sourceRemoved += 1;
      await store.update(expireLease(record, crashError(record), context));
    } else {
      await this.updateAndSend(record, expireLease(record, crashError(record), context));
    }
  }

  /** The record changes first: a crash before the send leaves it due again, later. */
  private async updateAndSend(before: EventRecord, write: ConditionalWrite): Promise<void> {
    const { store, queue, telemetry } = this.deps;
    const outcome = await store.update(write);
    if (!outcome.applied) {
      return;
    }
    const { record } = outcome;
    measureAge(record, this.deps);
    try {
      await queue.send(record.provider, record.pk, 0);
    } catch (error) {
      await store.update(undoPostpone(record, before, transitionContext(this.deps)));
      throw error;
    }
    this.totals.sent += 1;
    telemetry.count('Resent', { provider: record.provider });
    const { status, dueAt } = record;
    telemetry.log('info', 'Sent again.', {
      ...eventFields(record),
      was: before.status,
      status,
      dueAt: dueAt === undefined ? undefined : toIso(dueAt),
    });
  }

  private async giveUp(record: EventRecord, lastError: LastError): Promise<void> {
    const { store, telemetry } = this.deps;
    const { write, metric } = await endWithoutResult(record, 'FAILED', lastError, this.deps);
    const outcome = await store.update(write);
    if (outcome.applied) {
      this.totals.givenUp += 1;
      telemetry.count(metric, { provider: record.provider });
      const { status } = outcome.record;
      telemetry.log('error', 'Gave up.', { ...eventFields(record), status, error: lastError.kind });
    }
  }
}
