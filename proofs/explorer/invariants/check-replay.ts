import { isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { SimulatedBucket } from '../../../test/simulated/stores/simulated-bucket';
import type { Violation } from '../monitor/violation';

/** What a write may do to the result that the record had. */
export function checkResultKept(
  before: EventRecord | undefined,
  after: EventRecord,
  bucket: SimulatedBucket,
): Violation[] {
  const problems = before
    ? [...checkStillVouches(before, after), ...checkReplayEnd(before, after, bucket)]
    : [];
  return [...problems, ...checkNewResult(before, after, bucket)];
}

/** Whether a record that once was STORED may stand so when nothing is left to do. */
export function isStillStored(record: EventRecord): boolean {
  return record.status === 'STORED' || isUndecided(record);
}

/** Data never give way to nothing, nor what a person reviewed to what nobody did. */
function checkStillVouches(before: EventRecord, after: EventRecord): Violation[] {
  if (before.resultSha256 === undefined) {
    return [];
  }
  if (after.resultSha256 === undefined) {
    return [poorer(`${after.pk} no longer vouches for the result it had (→ ${after.status})`)];
  }
  const losesData = before.resultEmpty !== true && after.resultEmpty === true;
  const losesReview = before.resultReviewed === true && after.resultReviewed !== true;
  return losesData || losesReview
    ? [poorer(`${after.pk} had ${losesData ? 'data' : 'a reviewed result'}, and takes one without`)]
    : [];
}

/** A result that the record names for the first time was put for the record's present generation. */
function checkNewResult(
  before: EventRecord | undefined,
  after: EventRecord,
  bucket: SimulatedBucket,
): Violation[] {
  const { resultETag, resultKey = '', sharedResultOf, generation, pk } = after;
  if (resultETag === undefined || resultETag === before?.resultETag || sharedResultOf !== undefined) {
    return [];
  }
  const found = bucket.find(resultKey, resultETag);
  return !found || found.head.generation === generation
    ? []
    : [
        {
          invariant: 'checksum',
          detail: `${pk} is of generation ${generation} and takes an object of generation ${found.head.generation} for its result`,
        },
      ];
}

/** How a replay ends: with a result of its own; or as it was before, with the reason; or undecided. */
function checkReplayEnd(before: EventRecord, after: EventRecord, bucket: SimulatedBucket): Violation[] {
  const from = before.replayedFrom;
  if (from === undefined || !isFinal(after.status) || isUndecided(after)) {
    return [];
  }
  if (after.replayedFrom !== undefined || after.replacing !== undefined) {
    return [poorer(`${after.pk} is ${after.status} and still says that a replay is under way`)];
  }
  const hasNewResult = after.resultETag !== before.resultETag;
  if (after.lastError === undefined) {
    return hasNewResult ? [] : [poorer(`${after.pk} takes the result it had for what its replay brought`)];
  }
  if (after.status !== from) {
    return [poorer(`${after.pk} was ${from} and ends ${after.status} after a replay that brought nothing`)];
  }
  const isRewritten = hasNewResult && before.replacing === true && isSameResult(before, after, bucket);
  return !hasNewResult || isRewritten
    ? []
    : [poorer(`${after.pk} returns to ${from} with another result than it had`)];
}

/**
 * A put of the replay was begun, and whoever gave the event up may not write results: so the record stays between both, and a redrive
 * ends in one of them.
 */
function isUndecided({ status, replayedFrom, replacing, resultSha256 }: EventRecord): boolean {
  return (
    status === 'FAILED' && replayedFrom !== undefined && replacing === true && resultSha256 !== undefined
  );
}

/** A result that was written again differs in its generation alone. */
function isSameResult(before: EventRecord, after: EventRecord, bucket: SimulatedBucket): boolean {
  const [former, rewritten] = [before, after].map(({ resultKey = '', resultETag = '' }) =>
    textWithoutGeneration(bucket.find(resultKey, resultETag)?.body),
  );
  return former !== undefined && former === rewritten;
}

function textWithoutGeneration(body: Uint8Array | undefined): string | undefined {
  return (
    body &&
    Buffer.from(body)
      .toString()
      .replace(/"generation":\d+/, '')
  );
}

function poorer(detail: string): Violation {
  return { invariant: 'poorer-never-replaces', detail };
}
