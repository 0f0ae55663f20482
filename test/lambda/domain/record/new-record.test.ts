import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { isFinal } from '../../../../lambda/domain/lifecycle/lifecycle';
import { INLINE_BODY_BYTES } from '../../../../lambda/domain/lifecycle/policy';
import type { IncomingEvent } from '../../../../lambda/domain/provider/provider';
import { toIso } from '../../../../lambda/domain/record/event-record';
import { parseBody } from '../../../../lambda/domain/record/incoming-event';
import {
  type NewRecordInput,
  newEventRecord,
  newQuarantineRecord,
} from '../../../../lambda/domain/record/new-record';
import { getProvider } from '../../../../lambda/providers/registry';
import { anyId } from '../../../support/hostile/hostile';
import { itemSize } from '../../../support/records/item-size';
import { NOW, POLICY, transitionAt } from '../../../support/records/records';

const EVENT: IncomingEvent = { eventId: 'evt_1', eventType: 'DOCUMENT_EXTRACTED', disposition: 'fetch' };

function input(overrides: Partial<NewRecordInput> = {}): NewRecordInput {
  return {
    ...transitionAt(NOW, 'write-1'),
    source: { id: 'limai', provider: 'limai' },
    origin: 'webhook',
    body: Buffer.from('{"a":1}'),
    ...overrides,
  };
}

function olderThan(seconds: number, maxEventAgeSeconds: number | undefined) {
  return newEventRecord(
    { ...EVENT, occurredAt: toIso(NOW - seconds * 1000) },
    input({ source: { id: 'limai', provider: 'limai', maxEventAgeSeconds } }),
  );
}

describe('the record of a new event', () => {
  it('waits in RECEIVED when there is something to fetch', () => {
    expect(newEventRecord(EVENT, input())).toMatchObject({
      pk: 'limai#evt_1',
      status: 'RECEIVED',
      attempts: 0,
      generation: 1,
      receivedAt: Date.parse('2024-01-15T10:31:00.000Z'),
      dueAt: NOW + POLICY.graceSeconds * 1000,
      writeId: 'write-1',
      origin: 'webhook',
      rawBody: '{"a":1}',
    });
  });

  it('is in the work index while it waits, and in no other list', () => {
    const record = newEventRecord(EVENT, input());
    expect(record.workShard).toMatch(/^work#[0-3]$/);
    expect(record).not.toHaveProperty('statusDay');
    expect(record).not.toHaveProperty('expiresAt');
    expect(record).not.toHaveProperty('notBefore');
  });

  it('is ARCHIVED, listed and bound to expire when there is nothing to fetch', () => {
    const record = newEventRecord({ ...EVENT, disposition: 'archive' }, input());
    expect(record).toMatchObject({
      status: 'ARCHIVED',
      statusDay: expect.stringMatching(/^ARCHIVED#2024-01-15#[0-3]$/),
      expiresAt: NOW / 1000 + 90 * 86_400,
    });
    expect(record).not.toHaveProperty('workShard');
    expect(record).not.toHaveProperty('dueAt');
    expect(record).not.toHaveProperty('lastError');
  });
});

describe('the ids in the record of a new event', () => {
  it('are left out where the event does not say them', () => {
    const record = newEventRecord(EVENT, input());
    expect(Object.values(record)).not.toContain(undefined);
    expect(record).not.toHaveProperty('documentKey');
  });

  it('are those the event says', () => {
    const ids = {
      documentId: 'file_1',
      jobId: 'job_1',
      schemaId: 'schema_1',
      organizationId: 'org_1',
      deploymentId: 'dep_1',
      occurredAt: 'as sent',
    };
    expect(newEventRecord({ ...EVENT, ...ids }, input())).toMatchObject({
      ...ids,
      documentKey: 'limai#file_1',
    });
  });

  it('are whole at 1,000 characters', () => {
    const eventId = '/'.repeat(1_000);
    expect(newEventRecord({ ...EVENT, eventId }, input()).eventId).toBe(eventId);
  });

  it('are whole in their attributes where a key shortens them', () => {
    const eventId = 'x'.repeat(3_000);
    const record = newEventRecord({ ...EVENT, eventId, documentId: eventId }, input());
    expect(record).toMatchObject({ eventId, documentId: eventId });
    expect(record.pk).toMatch(/^limai#~[0-9a-f]{64}$/);
    expect(record.documentKey).toMatch(/^limai#~[0-9a-f]{64}$/);
  });

  it('keep the record far below the 400 KiB of an item however long they are', () => {
    const id = '文'.repeat(4_096);
    const ids = {
      documentId: id,
      jobId: id,
      schemaId: id,
      organizationId: id,
      deploymentId: id,
      occurredAt: id,
    };
    const record = newEventRecord({ ...EVENT, ...ids, eventId: id, eventType: id }, input());
    expect(itemSize(record)).toBeLessThan(400 * 1024);
  });
});

describe('an event that is too old for its source', () => {
  it('is ARCHIVED with the reason and the remedy', () => {
    expect(olderThan(601, 600)).toMatchObject({
      status: 'ARCHIVED',
      lastError: { kind: 'too_old', message: expect.stringContaining('Replay it') },
    });
  });

  it.each(['archive', 'archive_link'] as const)(
    'promises no replay where that is refused: %s',
    (disposition) => {
      const source = { id: 'limai', provider: 'limai', maxEventAgeSeconds: 600 };
      const event = { ...EVENT, disposition, occurredAt: toIso(NOW - 601_000) };
      const { status, lastError } = newEventRecord(event, input({ source }));
      expect([status, lastError?.kind]).toEqual(['ARCHIVED', 'too_old']);
      expect(lastError?.message).toMatch(/maxEventAge of 600 s; nothing was fetched\.$/);
    },
  );

  it.each([
    ['is exactly as old as allowed', 600, 600],
    ['comes from a source without a limit', 1_000_000, undefined],
    ['says it happened in the future', -3_600, 600],
  ])('waits when it %s', (_, seconds, limit) => {
    expect(olderThan(seconds, limit).status).toBe('RECEIVED');
  });

  it.each(['', 'yesterday', '99999-99-99', '\u0000'])('waits when its time is invalid: %j', (occurredAt) => {
    const limited = input({ source: { id: 'limai', provider: 'limai', maxEventAgeSeconds: 1 } });
    expect(newEventRecord({ ...EVENT, occurredAt }, limited).status).toBe('RECEIVED');
  });
});

describe('the body of a new event', () => {
  const readBody = (body: Uint8Array) => {
    const { rawBody, rawKey, bodySha256 } = newEventRecord(EVENT, input({ body }));
    return { rawBody, rawKey, bodySha256 };
  };

  it(`lives in the record up to ${INLINE_BODY_BYTES} bytes`, () => {
    const body = Buffer.alloc(512, 'a');
    expect(readBody(body)).toMatchObject({ rawBody: body.toString(), rawKey: undefined });
  });

  it('lives in S3 from one byte more', () => {
    const { rawBody, rawKey, bodySha256 } = readBody(Buffer.alloc(513, 'a'));
    expect(rawBody).toBeUndefined();
    expect(rawKey).toBe(`raw/limai/limai/${bodySha256}`);
  });

  it('is measured in bytes, not characters', () => {
    expect(readBody(Buffer.from('é'.repeat(256))).rawBody).toBeDefined();
    expect(readBody(Buffer.from(`${'é'.repeat(256)}a`)).rawKey).toBeDefined();
  });

  it('lives in S3 when it is not UTF-8, however small', () => {
    expect(readBody(Buffer.from([0x7b, 0xff, 0x7d]))).toMatchObject({
      rawBody: undefined,
      rawKey: expect.stringMatching(/^raw\/limai\/limai\/[0-9a-f]{64}$/),
    });
  });

  it('comes back byte for byte from the record', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (body) => {
        const { rawBody } = readBody(body);
        expect(rawBody === undefined || Buffer.from(rawBody).equals(body)).toBe(true);
      }),
    );
  });
});

describe('the record of an invalid body', () => {
  it('is QUARANTINED under the hash of the body, with the reason', () => {
    const record = newQuarantineRecord(
      'The body is not JSON in UTF-8.',
      input({ body: Buffer.from('hello') }),
    );
    expect(record).toMatchObject({
      pk: 'limai!2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      eventId: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      status: 'QUARANTINED',
      rawBody: 'hello',
      lastError: { kind: 'invalid', message: 'The body is not JSON in UTF-8.' },
    });
    expect(isFinal(record.status)).toBe(true);
    expect(record.statusDay).toMatch(/^QUARANTINED#/);
  });

  it('has a key that no event of any source can have', () => {
    fc.assert(
      fc.property(anyId, fc.constantFrom('limai', 'extend', '-'), (eventId, source) => {
        const body = Buffer.from(eventId);
        const here = input({ body, source: { id: source, provider: 'limai' } });
        const event = newEventRecord({ ...EVENT, eventId }, here);
        expect(event.pk).not.toBe(newQuarantineRecord('why', here).pk);
        expect(event.pk.slice(0, event.pk.indexOf('#'))).toBe(source);
      }),
    );
  });
});

describe('the seed event of Limai', () => {
  it('makes a record of less than one KiB, so that each write of it is one unit', () => {
    const body = readFileSync('fixtures/limai/document-extracted-success.json');
    const { parsed } = parseBody(getProvider('limai'), body);
    if (parsed.kind !== 'event') {
      throw new Error('the seed must be readable');
    }
    const writeId = '0c6f7a4e-0000-4000-8000-000000000000';
    const record = newEventRecord(parsed.event, input({ body, writeId }));
    expect(record.rawBody).toBeDefined();
    expect(itemSize(record)).toBeLessThan(1_024);
  });
});
