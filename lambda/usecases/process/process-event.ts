import {
  type ConditionalWrite,
  nameDocument,
  type WriteOutcome,
} from '../../domain/lifecycle/conditional-write';
import type { TransitionContext } from '../../domain/lifecycle/policy';
import { crashError, isLastCrash } from '../../domain/lifecycle/retry-policy';
import {
  beginReplacing,
  lease,
  leaseIsolated,
  markArchived,
  markLinkLost,
  markStored,
  shareResult,
  takeOver,
} from '../../domain/lifecycle/transitions';
import type { EventRecord, ProcessingRecord } from '../../domain/record/event-record';
import { parseSource } from '../../domain/record/keys';
import { explainPoorer, hasOwnResult } from '../../domain/result/stored-result';
import { asTransient } from '../as-transient';
import { eventFields, keyFields } from '../event-telemetry';
import type { EventStore } from '../ports';
import { transitionContext } from '../transition';
import { endWithoutResult } from './end-without-result';
import { type FetchDeps, type Fetched, ResultFetcher } from './fetch-result';
import { type OutcomeDeps, OutcomeRecorder } from './record-outcome';
import { type FetchedData, ResultWriter } from './store-result';

export interface ProcessDeps extends OutcomeDeps, FetchDeps {
  readonly provider: string;
  readonly store: Pick<EventStore, 'get' | 'update'>;
}

/** Of an event's budget, what is kept for storing the result and recording the outcome. */
const STORE_RESERVE_MS = 3_000;

/** The record under lease, as it stands after the last write of the attempt. */
interface Attempt {
  record: ProcessingRecord;
}

/** One of the two is there, or none: the message is dropped. */
interface LeaseResult {
  readonly leased?: ProcessingRecord | undefined;
  /** Untouched: an event that some process may have died of. */
  readonly possiblePoison?: EventRecord | undefined;
}

export class EventProcessor {
  private readonly fetcher: ResultFetcher;
  private readonly writer: ResultWriter;
  private readonly outcomes: OutcomeRecorder;

  constructor(private readonly deps: ProcessDeps) {
    this.fetcher = new ResultFetcher(deps);
    this.writer = new ResultWriter(deps);
    this.outcomes = new OutcomeRecorder(deps);
  }

  /**
   * Works on one event: leases its record, fetches the result, stores it, records the outcome. Every failure ends in a recorded
   * retry or a final state; it rejects only when AWS lets nothing be recorded, or the code crashed. Returns the record of a
   * possible poison message: process it again with `possiblePoison` while nothing else is leased. If this process dies then, that
   * counts against this event alone.
   */
  async process(pk: string, possiblePoison?: EventRecord): Promise<EventRecord | undefined> {
    const { clock, telemetry, eventBudgetSeconds } = this.deps;
    const started = clock.now();
    const result = possiblePoison ? await this.leaseIsolated(possiblePoison) : await this.lease(pk);
    if (!result.leased) {
      return result.possiblePoison;
    }
    const attempt: Attempt = { record: result.leased };
    const { attempts, generation } = result.leased;
    telemetry.log('debug', 'Leased.', { ...eventFields(result.leased), attempts, generation });
    try {
      // A slow lease leaves the provider less time, not the event more.
      const reserve = Math.min(STORE_RESERVE_MS, eventBudgetSeconds * 250);
      const deadline = started + eventBudgetSeconds * 1000 - reserve;
      const fetched = await this.fetcher.fetchResult(attempt.record, deadline);
      telemetry.log('debug', 'Fetched.', {
        ...eventFields(attempt.record),
        milliseconds: clock.now() - started,
        kind: fetched.kind,
        ...(fetched.kind === 'data' && { bytes: fetched.extraction.byteLength }),
      });
      await this.recordFetched(fetched, attempt);
    } catch (error) {
      await this.outcomes.recordFailure(error, attempt.record);
    }
    return undefined;
  }

  private async lease(pk: string): Promise<LeaseResult> {
    const { provider, sources, clock, telemetry } = this.deps;
    const source = parseSource(pk);
    if (source !== '' && !sources.has(source)) {
      // The event stays as it is: the sweeper sends another message once the source is back, or ends the event.
      telemetry.count('SourceRemoved', { provider });
      const message = 'The source of the event is not configured; its message is dropped.';
      telemetry.log('debug', message, keyFields(pk));
      return {};
    }
    const outcome = await this.updateLease(lease(pk, this.context()));
    if (outcome.applied) {
      return { leased: toLeased(outcome) };
    }
    const { existing } = outcome;
    if (!existing) {
      telemetry.count('UnknownEvent', { provider });
      telemetry.log('warn', 'A message named an event without a record.', keyFields(pk));
    }
    // Waiting after a crash, or left behind by a holder whose lease is over. Any other refusal means that the message has done its duty.
    const now = clock.now();
    const mayBePoison =
      existing?.status === 'RECEIVED'
        ? (existing.crashes ?? 0) > 0 && (existing.notBefore ?? existing.receivedAt) <= now
        : existing?.status === 'PROCESSING' && existing.leaseUntil < now;
    return { possiblePoison: mayBePoison ? existing : undefined };
  }

  private async leaseIsolated(seen: EventRecord): Promise<LeaseResult> {
    if (seen.status === 'RECEIVED') {
      const outcome = await this.updateLease(leaseIsolated(seen.pk, this.context()));
      return { leased: toLeased(outcome) };
    }
    if (seen.status !== 'PROCESSING') {
      return {};
    }
    // The holder left no outcome: counted, because an event that breaks its processor every time must end.
    if (isLastCrash(seen)) {
      await this.outcomes.fail(seen, crashError(seen));
      return {};
    }
    const outcome = await this.updateLease(takeOver(seen, this.context()));
    const leased = toLeased(outcome);
    if (leased) {
      this.deps.telemetry.count('LeaseTakenOver', { provider: seen.provider });
    }
    return { leased };
  }

  private updateLease(write: ConditionalWrite): Promise<WriteOutcome> {
    return asTransient('Leasing the record in DynamoDB', () => this.deps.store.update(write));
  }

  private context(): TransitionContext {
    return transitionContext(this.deps);
  }

  private async recordFetched(fetched: Fetched, attempt: Attempt): Promise<void> {
    const leased = attempt.record;
    switch (fetched.kind) {
      case 'shared':
        await this.outcomes.record(shareResult(leased, fetched.shared, this.context()), 'ResultShared');
        return;
      case 'kept':
        await this.outcomes.record(markArchived(leased, undefined, this.context()), 'Archived');
        return;
      case 'link_lost':
        await this.outcomes.record(
          markLinkLost(leased, fetched.lastError, this.context()),
          'ArchivedLinkExpired',
        );
        return;
      case 'content': {
        const content = await this.writer.storeContent(leased, fetched.body, fetched.content);
        await this.outcomes.record(markArchived(leased, content, this.context()), 'ArchivedContent');
        return;
      }
      case 'extraction_failed': {
        const lastError = { kind: 'extraction_failed', message: fetched.reason } as const;
        const deps = { ...this.deps, rewrites: this.deps.results };
        const { write, metric } = await endWithoutResult(leased, 'EXTRACTION_FAILED', lastError, deps);
        await this.outcomes.record(nameDocument(write, leased, fetched.documentId), metric);
        return;
      }
      case 'data':
        await this.storeData(fetched, attempt);
    }
  }

  private async storeData(fetched: FetchedData, attempt: Attempt): Promise<void> {
    const poorer = explainPoorer(fetched, attempt.record);
    if (poorer) {
      await this.outcomes.fail(attempt.record, poorer);
      return;
    }
    if (hasOwnResult(attempt.record)) {
      // Says that a former result is about to be replaced. An attempt that has lost the lease must not put an object any more.
      const write = beginReplacing(attempt.record, this.context());
      const outcome = await asTransient('Recording the replacement in DynamoDB', () =>
        this.deps.store.update(write),
      );
      const leased = toLeased(outcome);
      if (!leased) {
        this.deps.telemetry.count('LeaseLost', { provider: attempt.record.provider });
        return;
      }
      attempt.record = leased;
    }
    const { record } = attempt;
    const result = await this.writer.storeResult(record, fetched);
    const write = markStored(record, result, this.context());
    const stored = await this.outcomes.record(nameDocument(write, record, fetched.documentId), 'Stored');
    if (stored?.resultEmpty) {
      this.deps.telemetry.count('ResultEmpty', { provider: stored.provider });
    }
  }
}

function toLeased(outcome: WriteOutcome): ProcessingRecord | undefined {
  return outcome.applied && outcome.record.status === 'PROCESSING' ? outcome.record : undefined;
}
