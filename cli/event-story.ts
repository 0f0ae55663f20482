import { type EventRecord, toIso } from '../lambda/domain/event-record';
import { isFinal, LIFECYCLE } from '../lambda/domain/lifecycle';

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
  const { status, origin, lastError } = record;
  const why = lastError ? ` (${lastError.kind})` : '';
  return [
    {
      at: record.receivedAt,
      what: origin === 'reconciled' ? 'found by reconciliation' : 'received and acknowledged',
    },
    {
      at: record.openedAt,
      what: `opened again by a person${record.replayReason ? `: ${record.replayReason}` : ''}`,
    },
    { at: record.notReadyAt, what: 'the provider last said: not ready' },
    { at: record.fetchedAt, what: 'the result was fetched' },
    { at: record.updatedAt, what: `${isFinal(status) ? status : `last change; ${status}`}${why}` },
  ];
}

function futureOf(record: EventRecord): readonly (Possible | { at: undefined; what: string })[] {
  return [
    { at: record.leaseUntil, what: 'the lease of its processor ends' },
    { at: record.notBefore, what: 'no attempt before this' },
    { at: record.dueAt, what: 'the sweeper looks after it, if nothing happened by then' },
    {
      at: record.expiresAt === undefined ? undefined : toIso(record.expiresAt * 1000),
      what: 'the record expires',
    },
  ];
}

/** Names and values of what else a person may want to know of an event. */
export function factsOf(record: EventRecord): Readonly<Record<string, string | number | undefined>> {
  return {
    key: record.pk,
    state: `${record.status}: ${LIFECYCLE[record.status].meaning}`,
    'last error': record.lastError && `${record.lastError.kind}: ${record.lastError.message}`,
    provider: record.provider,
    type: record.eventType,
    document: record.documentId,
    job: record.jobId,
    schema: record.schemaId,
    organization: record.organizationId,
    deployment: record.deploymentId,
    origin: record.origin,
    generation: record.generation,
    'attempts that ended in a retry': record.attempts,
    'leases without an outcome': record.crashes,
    'messages of the sweeper': record.sweeps,
    'replay reason': record.replayReason,
    'covered by': record.coveredBy,
    'superseded by': record.supersededBy,
    result: record.resultKey,
    'result bytes': record.resultBytes,
    'result SHA-256': record.resultSha256,
    'webhook body': record.rawKey ?? (record.rawBody === undefined ? undefined : 'in the record'),
    'webhook body SHA-256': record.bodySha256,
  };
}
