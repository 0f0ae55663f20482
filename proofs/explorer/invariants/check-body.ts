import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { Actor } from '../engine/actor';
import type { Violation } from '../monitor/violation';

/** How often a body may be renewed, as docs/reference/data.md promises it. */
const RENEWAL_INTERVAL_MS = 15 * 60_000;

/** Given up for a dead link or a lost body, without a result: a new delivery may bring what it lacks. */
export function lacksBody({ status, lastError, resultSha256 }: EventRecord): boolean {
  const kinds: readonly (string | undefined)[] = ['link_expired', 'body_lost'];
  return (
    (status === 'FAILED' || status === 'ARCHIVED') &&
    kinds.includes(lastError?.kind) &&
    resultSha256 === undefined
  );
}

/**
 * The body of a record and the time from which its links live change together, and by a new delivery alone. Nobody works on the
 * event, and it waits without a result or was given up for want of a body. The last renewal was a quarter of an hour ago. The same
 * body may come again where it was lost.
 */
export function checkBody(
  before: EventRecord,
  after: EventRecord,
  { actor }: { readonly actor: Actor | undefined },
): Violation[] {
  const hasOtherBody = before.bodySha256 !== after.bodySha256;
  const hasOtherTime = before.bodyReceivedAt !== after.bodyReceivedAt;
  if (!hasOtherBody && !hasOtherTime) {
    return [];
  }
  const since = (after.bodyReceivedAt ?? 0) - (before.bodyReceivedAt ?? Number.NEGATIVE_INFINITY);
  const problems = [
    actor?.role !== 'ingest' && 'not by a delivery',
    !hasOtherTime && 'without the time from which its links live',
    !hasOtherBody && before.lastError?.kind !== 'body_lost' && 'with the one it has',
    before.status !== 'RECEIVED' && !lacksBody(before) && `while it is ${before.status}`,
    before.resultSha256 !== undefined && 'although it has its result',
    since < RENEWAL_INTERVAL_MS && `${since} ms after the last time`,
  ].filter((problem) => problem !== false);
  return problems.map((problem) => ({
    invariant: 'body-stays',
    detail: `${actor?.name} renews the body of ${after.pk}: ${problem}`,
  }));
}
