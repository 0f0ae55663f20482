import { isFinal, LIFECYCLE } from '../../../lambda/domain/lifecycle/lifecycle';
import { type EventRecord, toIso } from '../../../lambda/domain/record/event-record';
import { splitReasons } from '../../../lambda/domain/result/returned-error';
import { isContent, storedResultOf } from '../../../lambda/domain/result/stored-result';
import { REPLAY_NOTES } from './stored-content';

/** One thing that happened to an event, or will. */
export interface Step {
  /** ISO 8601, or as the provider sent it. */
  readonly at: string;
  readonly what: string;
}

/** What a record tells of its event, in the order of time; what has no time of its own is in `factsOf`. */
export function storyOf(record: EventRecord): readonly Step[] {
  const steps = [...pastOf(record), ...futureOf(record)].filter(
    (step): step is Step => step.at !== undefined,
  );
  const own = steps.toSorted((one, other) => one.at.localeCompare(other.at));
  // By the provider's clock, not ours: it comes first whatever it says.
  return record.occurredAt === undefined
    ? own
    : [{ at: record.occurredAt, what: "happened, by the provider's clock" }, ...own];
}

type Possible = Partial<Step> & Pick<Step, 'what'>;

function pastOf(record: EventRecord): readonly (Possible | { at: undefined; what: string })[] {
  const { status, origin } = record;
  return [
    {
      at: record.receivedAt,
      what: origin === 'reconciled' ? 'found by reconciliation' : 'received and acknowledged',
    },
    {
      at: record.openedAt,
      what: reopening(record),
    },
    { at: record.notReadyAt, what: 'the provider last said: not ready' },
    { at: record.bodyReceivedAt, what: 'its present webhook body was received' },
    {
      at: storedResultOf(record)?.fetchedAt,
      what: hasContent(record) ? 'the content of its link was fetched' : 'the result was fetched',
    },
    {
      at: record.updatedAt,
      what: `${isFinal(status) ? status : `last change; ${status}`}${whyShort(record)}`,
    },
  ];
}

function whyShort({ lastError }: EventRecord): string {
  const { own, replay, replayKind } = splitReasons(lastError?.message ?? '');
  const ofState = lastError && (own !== undefined || replay === undefined) ? ` (${lastError.kind})` : '';
  return `${ofState}${replay === undefined ? '' : `; last replay: brought nothing (${replayKind})`}`;
}

/** A delivery with a new body opens an event again, too. */
function reopening({ openedAt, bodyReceivedAt, replayReason }: EventRecord): string {
  if (openedAt !== undefined && openedAt === bodyReceivedAt) {
    return 'opened again by a new delivery';
  }
  return `opened again by a person${replayReason ? `: ${replayReason}` : ''}`;
}

function futureOf(record: EventRecord): readonly (Possible | { at: undefined; what: string })[] {
  return [
    { at: record.leaseUntil, what: 'the lease of its processor ends' },
    { at: record.retryAfter, what: 'the provider asked to wait until then' },
    { at: record.notBefore, what: 'no attempt before this' },
    { at: record.dueAt, what: 'the sweeper looks after it, if nothing happened by then' },
    {
      at: record.expiresAt === undefined ? undefined : toIso(record.expiresAt * 1000),
      what: 'the record expires',
    },
  ];
}

type Facts = Readonly<Record<string, string | number | undefined>>;

/** Names and values of what else a person may want to know of an event. */
export function factsOf(record: EventRecord): Facts {
  return {
    key: record.pk,
    state: `${record.status}: ${LIFECYCLE[record.status].meaning}`,
    ...reasonsOf(record),
    provider: record.provider,
    type: record.eventType,
    'same id as': record.sameIdAs,
    document: record.documentId,
    outcome: record.outcome,
    job: record.jobId,
    schema: record.schemaId,
    organization: record.organizationId,
    deployment: record.deploymentId,
    origin: record.origin,
    generation: record.generation,
    'attempts that ended in a retry': record.attempts,
    'leases without an outcome': record.crashes,
    'messages of the sweeper': record.sweepCount,
    'replay reason': record.replayReason,
    'superseded by': record.supersededBy,
    ...resultFacts(record),
    'webhook body': record.rawKey ?? (record.rawBody === undefined ? undefined : 'in the record'),
    'webhook body SHA-256': record.bodySha256,
  };
}

function reasonsOf(record: EventRecord): Facts {
  const { lastError, replayedFrom, replayedFromError: former } = record;
  const { own, replay } = splitReasons(lastError?.message ?? '');
  return {
    'last error':
      lastError && (own !== undefined || replay === undefined)
        ? `${lastError.kind}: ${own ?? ''}`
        : undefined,
    'last replay': replay,
    replay: replayNote(record),
    'replayed from': former ? `${replayedFrom} (${former.kind}: ${former.message})` : replayedFrom,
  };
}

/** Of a replay that has not come to its end. */
function replayNote(record: EventRecord): string | undefined {
  if (record.replayedFrom === undefined) {
    return undefined;
  }
  if (isFinal(record.status)) {
    return 'A replay was given up while it replaced the result. Redrive the event: a processor then sees which of the two is there.';
  }
  return storedResultOf(record)
    ? REPLAY_NOTES.under_way
    : `A replay is under way; if it brings nothing, the event returns to ${record.replayedFrom}.`;
}

/** Only of what the record vouches for: a key alone says where the next result will lie. */
function resultFacts(record: EventRecord): Facts {
  const stored = storedResultOf(record);
  const what = hasContent(record) ? 'content' : 'result';
  return stored
    ? {
        [what]: stored.resultKey,
        [`${what} bytes`]: stored.resultBytes,
        [`${what} SHA-256`]: stored.resultSha256,
        'result holds': stored.resultEmpty && 'nothing: the provider found no data',
        'result reviewed': stored.resultReviewed && 'by a person at the provider',
        'result shared with': record.sharedResultOf,
      }
    : {};
}

function hasContent(record: EventRecord): boolean {
  const stored = storedResultOf(record);
  return stored !== undefined && isContent(stored);
}
