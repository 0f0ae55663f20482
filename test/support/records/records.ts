import { finalFields } from '../../../lambda/domain/lifecycle/conditional-write';
import { type EventStatus, isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { Policy, TransitionContext } from '../../../lambda/domain/lifecycle/policy';
import type {
  EventRecord,
  ProcessingRecord,
  RecordAttributes,
} from '../../../lambda/domain/record/event-record';
import type { StoredResult } from '../../../lambda/domain/result/stored-result';

/** 2024-01-15T10:31:00.000Z, a quarter of a minute after the seed event says it happened. */
export const NOW = Date.parse('2024-01-15T10:31:00.000Z');

/** Round figures of the right order, so that a test can name a time by hand. */
export const POLICY: Policy = {
  leaseSeconds: 120,
  graceSeconds: 300,
  retryWindowSeconds: 86_400,
  notReadyWindowSeconds: 172_800,
  notFoundGraceSeconds: 600,
  recordRetentionDays: 90,
  indexShards: 4,
};

export function transitionAt(now = NOW, writeId = 'write-next'): TransitionContext {
  return { now, writeId, policy: POLICY };
}

/** A waiting record as a receipt at NOW leaves it. */
export function waitingRecord(overrides: Partial<RecordAttributes> = {}): EventRecord {
  return {
    pk: 'limai#evt_1',
    eventId: 'evt_1',
    source: 'limai',
    provider: 'limai',
    eventType: 'DOCUMENT_EXTRACTED',
    documentId: 'file_1',
    documentKey: 'limai#file_1',
    schemaId: 'schema_1',
    receivedAt: NOW,
    updatedAt: NOW,
    status: 'RECEIVED',
    attempts: 0,
    generation: 1,
    dueAt: NOW + POLICY.graceSeconds * 1000,
    workShard: 'work#0',
    rawBody: '{}',
    bodySha256: '0'.repeat(64),
    origin: 'webhook',
    recordVersion: 1,
    writeId: 'write-first',
    ...overrides,
  } as EventRecord;
}

/** A record in the given state, with exactly the attributes that state has. */
export function recordIn<Status extends EventStatus>(
  status: Status,
  overrides: Partial<RecordAttributes> = {},
): Extract<EventRecord, { status: Status }> {
  return givenRecord(status, overrides) as Extract<EventRecord, { status: Status }>;
}

function givenRecord(status: EventStatus, overrides: Partial<RecordAttributes>): EventRecord {
  if (isFinal(status)) {
    const { workShard: _shard, dueAt: _due, ...rest } = waitingRecord({ status });
    const context = { now: NOW, policy: POLICY };
    return { ...rest, ...finalFields(rest.pk, status, context), ...overrides } as EventRecord;
  }
  const lease =
    status === 'PROCESSING' ? { leaseOwner: 'lease-1', leaseUntil: NOW + POLICY.leaseSeconds * 1000 } : {};
  return waitingRecord({ status, ...lease, ...overrides });
}

/** What a record keeps of a stored result. */
export const storedResult: StoredResult = {
  fetchedAt: Date.parse('2024-01-15T10:31:01.000Z'),
  resultKey: 'results/x.json',
  resultETag: '"e"',
  resultSha256: '1'.repeat(64),
  resultBytes: 2,
};

/** A replay of a final event, as its processor has it. */
export function replaying(from: EventStatus, overrides: Partial<RecordAttributes> = {}): ProcessingRecord {
  const result = from === 'STORED' ? storedResult : {};
  return recordIn('PROCESSING', { ...result, generation: 2, replayedFrom: from, ...overrides });
}

/** What a record holds only while a replay is under way. */
export const OF_REPLAY = ['replayedFrom', 'replayedFromError', 'replacing'] as const;
