import type { EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import type { Policy } from '../../lambda/domain/lifecycle/policy';
import { eventKey, quarantineKey, sha256Hex } from '../../lambda/domain/record/keys';
import { newEventRecord } from '../../lambda/domain/record/new-record';
import { parseBody } from '../../lambda/domain/record/parse-body';
import type { Source } from '../../lambda/usecases/source';
import { UsageError } from '../terminal/errors';

/** A body, the event it is, and how that should end. */
export interface TestDelivery {
  readonly body: Uint8Array;
  readonly key: string;
  readonly expected: readonly EventStatus[];
}

/** None of it matters for the state a record begins with. */
const ANY_POLICY: Policy = {
  leaseSeconds: 1,
  graceSeconds: 1,
  retryWindowSeconds: 1,
  notReadyWindowSeconds: 1,
  notFoundGraceSeconds: 1,
  recordRetentionDays: 1,
  indexShards: 1,
};

/** Read as the ingest function will read it. @throws UsageError for a challenge, which is no event */
export function testDelivery(source: Source, body: Uint8Array, now: number): TestDelivery {
  const { reading } = parseBody(source.provider, body);
  switch (reading.kind) {
    case 'challenge':
      throw new UsageError('--body: got a challenge, expected an event: nothing of a challenge is stored.');
    case 'invalid':
      return { body, key: quarantineKey(source.id, sha256Hex(body)), expected: ['QUARANTINED'] };
    case 'event': {
      const record = newEventRecord(reading.event, {
        now,
        writeId: '',
        policy: ANY_POLICY,
        source: { ...source, provider: source.provider.manifest.id },
        origin: 'webhook',
        body,
      });
      const expected = record.status === 'ARCHIVED' ? ARCHIVED : FETCHED;
      return { body, key: eventKey(source.id, reading.event.eventId), expected };
    }
  }
}

const ARCHIVED: readonly EventStatus[] = ['ARCHIVED'];
const FETCHED: readonly EventStatus[] = ['STORED', 'EXTRACTION_FAILED'];
