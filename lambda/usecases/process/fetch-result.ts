import { MAX_RESULT_BYTES } from '../../domain/lifecycle/policy';
import { ProviderError } from '../../domain/provider/error-kinds';
import type {
  FetchOutcome,
  FetchRequest,
  HttpClient,
  IncomingEvent,
  JsonBody,
} from '../../domain/provider/provider';
import { bodyReceivedAt, type EventRecord, type LastError } from '../../domain/record/event-record';
import { parseBody, toIncomingEvent } from '../../domain/record/incoming-event';
import type { SharedResult } from '../../domain/result/reconciled-duplicate';
import { asTransient } from '../as-transient';
import { eventFields, shortenId } from '../event-telemetry';
import type { ApiTokens, RawStore, Telemetry } from '../ports';
import { findSource, type Source, type Sources, SourceToken } from '../source';
import { readStoredBody } from '../stored-body';
import type { ProviderGate } from './provider-gate';
import { findSharedResult, type ShareDeps } from './share-result';

export interface FetchDeps extends ShareDeps {
  readonly sources: Sources;
  readonly raw: Pick<RawStore, 'getRaw'>;
  readonly tokens: ApiTokens;
  readonly http: HttpClient;
  readonly gate: ProviderGate;
  /** Paces the downloads of archived contents. */
  readonly archiveGate: ProviderGate;
  readonly telemetry: Telemetry;
  readonly eventBudgetSeconds: number;
}

/** What was fetched, and for what. */
export type Fetched =
  | (FetchOutcome & {
      /** The webhook's own bytes; undefined when they are lost. */
      readonly body: Uint8Array | undefined;
      /** What these bytes say. */
      readonly event: IncomingEvent;
    })
  /** Nothing was asked: another event of the document had fetched it already. */
  | { readonly kind: 'shared'; readonly shared: SharedResult }
  /** Nothing was asked: the event is only kept, and its body has all there is. */
  | { readonly kind: 'kept' }
  /** The event is only kept, and the content of its link is gone. */
  | { readonly kind: 'link_lost'; readonly lastError: LastError };

/** Without `body` and `json` the event is what its record keeps of it. */
interface LoadedEvent {
  readonly event: IncomingEvent;
  readonly body?: Uint8Array;
  readonly json?: JsonBody;
}

export class ResultFetcher {
  constructor(private readonly deps: FetchDeps) {}

  /** Reads the event's body again and asks the provider for its result. @throws ProviderError */
  async fetchResult(record: EventRecord, deadline: number): Promise<Fetched> {
    const source = findSource(record, this.deps.sources);
    if (!source) {
      // Its messages are dropped before they are worked on; should one pass, the sweeper ends the event with its window.
      throw new ProviderError('transient', `Source "${record.source}" is not configured in this function.`);
    }
    const loaded = await this.loadEvent(record, source);
    const { event, body } = loaded;
    if (event.disposition === 'archive') {
      // A later delivery brought inline what an earlier one had linked.
      return { kind: 'kept' };
    }
    const shared = await findSharedResult(record, event, source, this.deps);
    if (shared) {
      return { kind: 'shared', shared };
    }
    const token = new SourceToken(source, this.deps.tokens);
    const request = this.createRequest(record, loaded, source);
    for (;;) {
      try {
        const outcome = await source.provider.fetchResult({ ...request, apiToken: token.read, deadline });
        return { ...outcome, body, event };
      } catch (error) {
        const isGone =
          error instanceof ProviderError && (error.kind === 'link_expired' || error.kind === 'permanent');
        if (event.disposition === 'archive_link' && isGone) {
          return { kind: 'link_lost', lastError: { kind: error.kind, message: error.message } };
        }
        if (!(await token.renewAfter(error))) {
          throw this.nameLimit(error);
        }
      }
    }
  }

  private createRequest(
    record: EventRecord,
    { event, json }: LoadedEvent,
    { options }: Source,
  ): Omit<FetchRequest<unknown>, 'apiToken' | 'deadline'> {
    const { http, gate, archiveGate, clock, telemetry } = this.deps;
    const { provider, documentId, generation, origin } = record;
    return {
      // An earlier body, or earlier data, may have named the document: an answer about another one is not this event's.
      event: event.documentId === undefined && documentId !== undefined ? { ...event, documentId } : event,
      body: json,
      bodyReceivedAt: bodyReceivedAt(record),
      options,
      http: gate.guard(http, () => telemetry.count('Throttled', { provider })),
      // Nobody waits for what is only kept: it is downloaded at its own pace.
      download: event.disposition === 'archive_link' ? archiveGate.guard(http) : http,
      // A list says that there is data, and holds none of it; of a failure it says all there is.
      refetch: generation > 1 || (origin === 'reconciled' && !event.failed),
      onMismatch: ({ field, expected, got }) => {
        telemetry.count('IdentityMismatch', { provider });
        telemetry.log('error', 'An answer names another document; it was not stored.', {
          ...eventFields(record),
          field,
          expectedId: shortenId(expected),
          gotId: shortenId(got),
        });
      },
      now: clock.now(),
      maxBytes: MAX_RESULT_BYTES,
    };
  }

  /** What the event's body says. Without it, what the record keeps: enough to ask for its document, and never more than was said. */
  private async loadEvent(record: EventRecord, { provider }: Source): Promise<LoadedEvent> {
    const { raw, telemetry } = this.deps;
    const body = await asTransient('Reading the stored body in S3', () => readStoredBody(record, raw));
    if (body) {
      const { parsed, json } = parseBody(provider, body);
      if (parsed.kind !== 'event' || !json) {
        throw new ProviderError('permanent', 'The stored body announces nothing to fetch in this version.');
      }
      return { event: parsed.event, body, json };
    }
    telemetry.count('EventBodyLost', { provider: record.provider });
    telemetry.log('error', 'The body of an event is gone from S3.', eventFields(record));
    const event = toIncomingEvent(record, provider.manifest);
    if (event === undefined) {
      throw new ProviderError(
        'body_lost',
        "The event's body is gone from S3 (expired or deleted), and the record does not say enough to ask without it. Only a new delivery by the provider can recover it.",
      );
    }
    return { event };
  }

  /** Says which limit an answer outlasted: one that always does will never come within it. */
  private nameLimit(error: unknown): unknown {
    if (!(error instanceof ProviderError) || error.timedOutAfter === undefined) {
      return error;
    }
    const { eventBudgetSeconds } = this.deps;
    const limit = `timing.eventBudgetSeconds (${eventBudgetSeconds} s) left ${error.timedOutAfter} ms for it`;
    return error.retold({ message: `${error.message} ${limit}; raise it if answers regularly take longer.` });
  }
}
