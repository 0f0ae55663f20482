import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { sha256Hex } from '../../../lambda/domain/record/keys';
import type { ObjectVersion, SimulatedBucket } from '../../../test/simulated/stores/simulated-bucket';

/**
 * What is wrong between a record, in whatever state, and the object it vouches for. That object is the current one under its key.
 * Only while a record says that it is replacing its result may another one be there: its own, of its present generation. The bytes
 * it vouches for are then the version below.
 */
export function checkObject(record: EventRecord, bucket: SimulatedBucket): string[] {
  const { pk, resultKey = '', resultETag = '', resultSha256, resultBytes } = record;
  if (resultSha256 === undefined) {
    return record.status === 'STORED' ? [`${pk} is STORED and vouches for nothing`] : [];
  }
  const vouched = bucket.find(resultKey, resultETag);
  if (!vouched || sha256Hex(vouched.body) !== resultSha256 || vouched.body.byteLength !== resultBytes) {
    return [`${pk} vouches for bytes that are not under ${resultKey}`];
  }
  if (vouched.head.pkSha256 !== sha256Hex(record.sharedResultOf ?? pk)) {
    return [`${pk} vouches for an object of another event`];
  }
  const current = bucket.current(resultKey);
  return current === vouched || mayBeReplaced(record, current)
    ? []
    : [`${pk} vouches for other bytes than those of ${resultKey}`];
}

/** A late event shares the object of a reconciled duplicate as it was then: a replay of that one replaces it. */
function mayBeReplaced(record: EventRecord, current: ObjectVersion | undefined): boolean {
  const { pk, sharedResultOf, generation, replacing } = record;
  if (sharedResultOf !== undefined) {
    return current?.head.pkSha256 === sha256Hex(sharedResultOf);
  }
  return (
    replacing === true && current?.head.pkSha256 === sha256Hex(pk) && current.head.generation === generation
  );
}

/**
 * Each generation is written once, and never after a later one. A replay that brings nothing may write its former result again: that
 * object is the one of the present generation, and there is no other.
 */
export function checkVersions(key: string, bucket: SimulatedBucket): string[] {
  const latest = new Map<string, number>();
  for (const { head } of bucket.versions.get(key) ?? []) {
    const last = latest.get(head.pkSha256) ?? 0;
    if (head.generation <= last) {
      return [`${key} has an object of generation ${head.generation} above one of ${last}`];
    }
    latest.set(head.pkSha256, head.generation);
  }
  return [];
}
