import type { EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import { eventKey, quarantineKey, sha256Hex } from '../../lambda/domain/record/keys';
import type { Sample } from './sample';

/** Key of the record that a delivery of the sample leads to; undefined where it leads to none. */
export function sampleKey(
  sample: Sample,
  sourceId: string,
  ends: EventStatus | undefined,
): string | undefined {
  if (ends === 'QUARANTINED') {
    return quarantineKey(sourceId, sha256Hex(sample.body));
  }
  return sample.eventId === undefined ? undefined : eventKey(sourceId, sample.eventId);
}
