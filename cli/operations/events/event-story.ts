import { isFinal, LIFECYCLE } from '../../../lambda/domain/lifecycle/lifecycle';
import { splitReasons } from '../../../lambda/domain/lifecycle/recovery-transitions';
import { type EventRecord, toIso } from '../../../lambda/domain/record/event-record';
import { isContent, toStoredResult } from '../../../lambda/domain/result/stored-result';
import { REPLAY_NOTES } from './stored-content';

/**
 * What happened to an event and what will, in the order of time; what has no time of its own is in `eventFacts`.
 * `at` is ISO 8601, or as the provider sent it.
 */
export function eventStory(record: EventRecord): readonly { readonly at: string; readonly what: string }[] {
  const { status, origin, expiresAt } = record;
  const stored = toStoredResult(record);
  const { own, replay, replayKind } = splitReasons(record.lastError?.message ?? '');
  const kind =
    record.lastError && (own !== undefined || replay === undefined) ? ` (${record.lastError.kind})` : '';
  const lastReplay = replay === undefined ? '' : `; last replay: no result (${replayKind})`;
  // A delivery with a new body opens an event again, too.
  const reopened =
    record.openedAt !== undefined && record.openedAt === record.bodyReceivedAt
      ? 'opened again by a new delivery'
      : `opened again by a person${record.replayReason ? `: ${record.replayReason}` : ''}`;
  const steps: readonly { readonly at: number | undefined; readonly what: string }[] = [
    {
      at: record.receivedAt,
      what: origin === 'reconciled' ? 'found by reconciliation' : 'received and acknowledged',
    },
    { at: record.openedAt, what: reopened },
    { at: record.notReadyAt, what: 'the provider last answered: not ready' },
    { at: record.bodyReceivedAt, what: 'the current webhook body was received' },
    {
      at: stored?.fetchedAt,
      what: stored && isContent(stored) ? 'the content of its link was fetched' : 'the result was fetched',
    },
    { at: record.updatedAt, what: `${isFinal(status) ? '' : 'last change; '}${status}${kind}${lastReplay}` },
    { at: record.leaseUntil, what: 'the lease of its processor ends' },
    { at: record.retryAfter, what: 'the provider asked to wait until then' },
    { at: record.notBefore, what: 'no attempt before this' },
    { at: record.dueAt, what: 'the sweeper checks it, unless something happened before' },
    { at: expiresAt && expiresAt * 1000, what: 'the record expires' },
  ];
  const ours = steps
    .flatMap(({ at, what }) => (at === undefined ? [] : [{ at, what }]))
    .sort((one, other) => one.at - other.at)
    .map(({ at, what }) => ({ at: toIso(at), what }));
  // By the provider's clock, which may differ from ours: it comes first in any case.
  return record.occurredAt === undefined
    ? ours
    : [{ at: record.occurredAt, what: "happened, by the provider's clock" }, ...ours];
}

/** Everything else about an event that has no time. */
export function eventFacts(record: EventRecord): Readonly<Record<string, string | number | undefined>> {
  const { lastError, replayedFrom, replayedFromError: former } = record;
  const { own = '', replay } = splitReasons(lastError?.message ?? '');
  const isOwn = lastError !== undefined && (own !== '' || replay === undefined);
  // Only what the record vouches for: a key alone says where the next result will be.
  const stored = toStoredResult(record);
  const underWay = stored
    ? REPLAY_NOTES.under_way
    : `A replay is under way; if it gets no result, the event returns to ${replayedFrom}.`;
  const what = stored && isContent(stored) ? 'content' : 'result';
  return {
    key: record.pk,
    state: `${record.status}: ${LIFECYCLE[record.status].meaning}`,
    'last error': isOwn ? `${lastError.kind}: ${own}` : undefined,
    'last replay': replay,
    // Of a replay that has not ended.
    replay: replayedFrom && (isFinal(record.status) ? REPLAY_NOTES.interrupted : underWay),
    'replayed from': former ? `${replayedFrom} (${former.kind}: ${former.message})` : replayedFrom,
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
    ...(stored && {
      [what]: stored.resultKey,
      [`${what} bytes`]: stored.resultBytes,
      [`${what} SHA-256`]: stored.resultSha256,
      'result holds': stored.resultEmpty && 'nothing: the provider found no data',
      'result reviewed': stored.resultReviewed && 'by a person at the provider',
      'result shared with': record.sharedResultOf,
    }),
    'webhook body': record.rawKey ?? (record.rawBody === undefined ? undefined : 'in the record'),
    'webhook body SHA-256': record.bodySha256,
  };
}
