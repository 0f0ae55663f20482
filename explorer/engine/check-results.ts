import type { EventRecord } from '../../lambda/domain/event-record';
import { sha256Hex } from '../../lambda/domain/keys';
import type { ObjectVersion, SimulatedBucket } from '../simulated/simulated-bucket';

/** What is wrong between a record and its result object; `atEnd` also asks for the generation. */
export function checkObject(record: EventRecord, bucket: SimulatedBucket, atEnd: boolean): string[] {
  if (record.status === 'STORED' && record.resultSha256 === undefined) {
    return [`${record.pk} is STORED and vouches for nothing`];
  }
  if (record.resultSha256 === undefined) {
    return [];
  }
  const current = bucket.current(record.resultKey ?? '');
  if (!current) {
    return [`${record.pk} vouches for an object that is not there`];
  }
  if (record.coveredBy !== undefined) {
    return checkCovered(record, record.coveredBy, current);
  }
  if (sha256Hex(current.body) !== record.resultSha256 || current.head.eTag !== record.resultETag) {
    return [`${record.pk} vouches for other bytes than those of ${current.key}`];
  }
  const isItsOwn =
    current.head.pkSha256 === sha256Hex(record.pk) && current.head.generation === record.generation;
  return isItsOwn || !atEnd ? [] : [`${record.pk} vouches for generation ${current.head.generation}`];
}

/** A covered event shares the object of the one that covers it, as it was then: a replay of that one replaces it. */
function checkCovered({ pk, resultETag }: EventRecord, twin: string, { head }: ObjectVersion): string[] {
  if (head.pkSha256 !== sha256Hex(twin)) {
    return [`${pk} is covered by ${twin} and vouches for another’s object`];
  }
  return head.eTag === resultETag || head.generation > 1
    ? []
    : [`${pk} vouches for other bytes than ${twin}`];
}

/** A generation is written once, and never after a later one. */
export function checkVersions(key: string, bucket: SimulatedBucket): string[] {
  const generations = (bucket.versions.get(key) ?? []).map(
    ({ head }) => `${head.pkSha256}/${head.generation}`,
  );
  const doubled = generations.filter((generation, at) => generations.indexOf(generation) !== at);
  return doubled.length === 0 ? [] : [`${key} has two objects of one generation`];
}
