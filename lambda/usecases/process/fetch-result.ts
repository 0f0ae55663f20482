import { MAX_RESULT_BYTES } from '../../domain/lifecycle/policy';
import { ProviderError } from '../../domain/provider/error-kinds';
import type { FetchOutcome, IdentityMismatch, IncomingEvent, JsonBody } from '../../domain/provider/provider';
import { eventOfRecord } from '../../domain/record/event-of-record';
import { bodyReceivedAt, type EventRecord, type LastError } from '../../domain/record/event-record';
import { parseBody } from '../../domain/record/parse-body';
import type { SharedResult } from '../../domain/result/reconciled-duplicate';
import { asTransient } from '../as-transient';
import { eventFields, loggedId } from '../event-telemetry';
import type { ApiTokens } from '../ports';
import { readStoredBody } from '../receive/stored-body';
import { findSource, type Source } from '../source';
import type { ProcessDeps } from './process-deps';
import { findSharedResult } from './share-result';

export interface FetchedResult {
  readonly fetched: FetchOutcome;
  /** The webhook's own bytes; undefined when they are lost. */
  readonly event: Uint8Array | undefined;
  /** What these bytes say. */
  readonly announced: IncomingEvent;
}

/** Nothing was asked: another event of the document had fetched it already. */
export interface SharedOutcome {
  readonly shared: SharedResult;
}

/** The event is one that is only kept. `lost`: the content of its link cannot be had any more; absent: its body has it. */
export interface Archived {
  readonly lost: LastError | undefined;
}

/** Reads the event's body again and asks the provider for what it announces. @throws ProviderError */
export async function fetchResult(
  record: EventRecord,
  deadline: number,
  deps: ProcessDeps,
): Promise<FetchedResult | SharedOutcome | Archived> {
  const source = findSource(record, deps.sources);
  if (!source) {
    // Its messages are dropped before they are worked on; should one pass, the sweeper ends the event with its window.
    throw new ProviderError('transient', `Source "${record.source}" is not configured in this function.`);
  }
  const event = await loadBody(record, deps);
  const { announced, body } = event ? readAnnounced(source, event) : announcedByRecord(record, source);
  if (announced.disposition === 'archive') {
    // A later delivery brought inline what an earlier one had linked.
    return { lost: undefined };
  }
  const shared = await findSharedResult({ record, event: announced, source }, deps);
  if (shared) {
    return { shared };
  }
  try {
    const fetched = await ask({ record, announced, body, source, deadline }, deps);
    return { fetched, event, announced };
  } catch (error) {
    if (announced.disposition === 'archive_link' && isGone(error)) {
      return { lost: { kind: error.kind, message: error.message } };
    }
    throw inWords(error, deps);
  }
}

interface Question {
  readonly record: EventRecord;
  readonly announced: IncomingEvent;
  readonly body: JsonBody | undefined;
  readonly source: Source;
  readonly deadline: number;
}

function ask(
  { record, announced, body, source, deadline }: Question,
  deps: ProcessDeps,
): Promise<FetchOutcome> {
  const isArchived = announced.disposition === 'archive_link';
  return withFreshToken(source, deps.tokens, (apiToken) =>
    source.provider.fetchResult({
      event: withKnownDocument(announced, record),
      body,
      bodyReceivedAt: Date.parse(bodyReceivedAt(record)),
      options: source.options,
      http: deps.gate.guard(deps.http, () => countThrottled(record, deps)),
      // Nobody waits for what is only kept: it is downloaded at a pace of its own.
      download: isArchived ? deps.archiveGate.guard(deps.http) : deps.http,
      apiToken,
      refetch: isRefetch(record, announced),
      onMismatch: (mismatch) => tellMismatch(mismatch, record, deps),
      now: deps.clock.now(),
      deadline,
      maxBytes: MAX_RESULT_BYTES,
    }),
  );
}

/** An earlier body, or earlier data, may have named the document: an answer about another one is not this event's. */
function withKnownDocument(announced: IncomingEvent, { documentId }: EventRecord): IncomingEvent {
  return announced.documentId === undefined && documentId !== undefined
    ? { ...announced, documentId }
    : announced;
}

/** A list says that there is data, and holds none of it; of a failure it says all there is. */
function isRefetch({ generation, origin }: EventRecord, { failed }: IncomingEvent): boolean {
  return generation > 1 || (origin === 'reconciled' && !failed);
}

function countThrottled({ provider }: EventRecord, { telemetry }: ProcessDeps): void {
  telemetry.count('Throttled', { provider });
}

function tellMismatch(
  { field, expected, got }: IdentityMismatch,
  record: EventRecord,
  { telemetry }: ProcessDeps,
): void {
  telemetry.count('IdentityMismatch', { provider: record.provider });
  telemetry.log('error', 'An answer names another document; it was not stored.', {
    ...eventFields(record),
    field,
    expectedId: loggedId(expected),
    gotId: loggedId(got),
  });
}

function isGone(error: unknown): error is ProviderError {
  return error instanceof ProviderError && (error.kind === 'link_expired' || error.kind === 'permanent');
}

/** Says which limit an answer outlasted: one that always does will never come within it. */
function inWords(error: unknown, { eventBudgetSeconds }: ProcessDeps): unknown {
  if (!(error instanceof ProviderError) || error.timedOutAfter === undefined) {
    return error;
  }
  const limit = `timing.eventBudgetSeconds (${eventBudgetSeconds} s) left ${error.timedOutAfter} ms for it`;
  return error.retold({ message: `${error.message} ${limit}; raise it if answers regularly take longer.` });
}

interface Announcement {
  readonly announced: IncomingEvent;
  readonly body: JsonBody | undefined;
}

function readAnnounced({ provider }: Source, bytes: Uint8Array): Announcement {
  const { reading, json } = parseBody(provider, bytes);
  if (reading.kind !== 'event' || !json) {
    throw new ProviderError('permanent', 'The stored body announces nothing to fetch in this version.');
  }
  return { announced: reading.event, body: json };
}

/** Without its body an event is what its record keeps of it: enough to ask for its document, and never more than was said. */
function announcedByRecord(record: EventRecord, source: Source): Announcement {
  const event = eventOfRecord(record, source.provider.manifest);
  if (event === undefined) {
    throw new ProviderError(
      'body_lost',
      "The event's body is gone from S3 (expired or deleted), and the record does not say enough to ask without it. Only a new delivery by the provider can bring it back.",
    );
  }
  return { announced: event, body: undefined };
}

async function loadBody(record: EventRecord, deps: ProcessDeps): Promise<Uint8Array | undefined> {
  const body = await asTransient('Reading the stored body in S3', () => readStoredBody(record, deps.raw));
  if (!body) {
    deps.telemetry.count('EventBodyLost', { provider: record.provider });
    deps.telemetry.log('error', 'The body of an event is gone from S3.', eventFields(record));
  }
  return body;
}

/** A token that is refused may have been replaced: it is read anew once, and only another token is tried. */
export async function withFreshToken<T>(
  source: Source,
  tokens: ApiTokens,
  call: (apiToken: () => Promise<string>) => Promise<T>,
): Promise<T> {
  let used: string | undefined;
  try {
    return await call(async () => {
      used = await readToken(source, tokens, false);
      return used;
    });
  } catch (error) {
    if (!(error instanceof ProviderError && error.kind === 'credentials')) {
      throw error;
    }
    const fresh = await readToken(source, tokens, true);
    if (fresh === used) {
      throw error;
    }
    return call(async () => fresh);
  }
}

async function readToken(source: Source, tokens: ApiTokens, refresh: boolean): Promise<string> {
  const state = await asTransient('Reading the API token', () => tokens.apiToken(source.id, { refresh }));
  if (!state.set) {
    throw new ProviderError(
      'credentials',
      `The API token of source "${source.id}" is still the placeholder. Put the real token into its secret.`,
    );
  }
  return state.value;
}
