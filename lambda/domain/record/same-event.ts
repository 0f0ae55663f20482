import type { IncomingEvent } from '../provider/provider';
import type { EventRecord } from './event-record';

type Stated = Pick<IncomingEvent, 'eventType' | 'documentId' | 'outcome'>;

/**
 * Whether an event that came under a known id is another one: both name a type, a document or an outcome, and these differ. A new
 * link, time or metadata makes a repetition.
 * @param stated what the known event's own body says, where it stands in the record
 */
export function isAnotherEvent(
  known: EventRecord,
  stated: Pick<IncomingEvent, 'outcome'> | undefined,
  event: Stated & Pick<IncomingEvent, 'failed'>,
): boolean {
  return (
    differs(known.eventType, event.eventType) ||
    differs(known.documentId, event.documentId) ||
    differs(stated?.outcome ?? outcomeOf(known, event), event.outcome)
  );
}

function differs(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

/** Of a body that lies in S3 the record keeps a failure alone: where it keeps none, the event told of none. */
function outcomeOf(known: EventRecord, { failed }: Pick<IncomingEvent, 'failed'>): string | undefined {
  const toldOfNoFailure = failed === true && known.rawKey !== undefined ? 'no failure' : undefined;
  return known.outcome ?? toldOfNoFailure;
}

/** A body is renewed at most once in this time: whoever repeats an event quickly costs no write each time. */
export const RENEWAL_INTERVAL_MS = 15 * 60_000;

/**
 * Whether another body of the same event may bring what the event lacks. It is open, leased by nobody, has no result, and its body
 * does not hold the data itself; or it was given up for a dead link or a lost body.
 * @param stated what the known event's own body says, where it stands in the record
 */
export function awaitsBody(
  record: EventRecord,
  stated: Pick<IncomingEvent, 'carriesData'> | undefined,
  now: number,
): boolean {
  if (now - (record.bodyReceivedAt ?? 0) < RENEWAL_INTERVAL_MS || record.resultSha256 !== undefined) {
    return false;
  }
  const { status, lastError } = record;
  const isDead = lastError?.kind === 'link_expired' || lastError?.kind === 'body_lost';
  const carriesData = record.carriesData ?? stated?.carriesData ?? false;
  return (
    (status === 'RECEIVED' && !carriesData) || ((status === 'FAILED' || status === 'ARCHIVED') && isDead)
  );
}
