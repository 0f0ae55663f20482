import { randomUUID } from 'node:crypto';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';

/** Noon of a fixed day: contract suites set their own time. */
export const NOON = Date.parse('2026-03-01T12:00:00.000Z');

/** A new, open record with a key of its own. */
export function openRecord(fields: Partial<EventRecord> = {}): EventRecord {
  const eventId = randomUUID();
  return {
    pk: `contract#${eventId}`,
    eventId,
    source: 'contract',
    provider: 'someone',
    documentId: 'Übung "1" / 文書',
    documentKey: `someone#${eventId}`,
    receivedAt: NOON,
    updatedAt: NOON,
    status: 'RECEIVED',
    attempts: 0,
    generation: 1,
    dueAt: NOON + 600_000,
    workShard: `work#${eventId}`,
    rawBody: '{"n":12345678901234567890}',
    bodySha256: 'ab'.repeat(32),
    origin: 'webhook',
    recordVersion: 1,
    writeId: randomUUID(),
    ...fields,
  } as EventRecord;
}
