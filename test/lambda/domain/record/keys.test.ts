import * as fc from 'fast-check';
import { EVENT_STATUSES } from '../../../../lambda/domain/lifecycle/lifecycle';
import { backfillKey, reconcileKey } from '../../../../lambda/domain/reconcile/reconcile-state';
import {
  archiveKey,
  archivePrefix,
  documentKey,
  eventKey,
  isEventKey,
  pathSegment,
  quarantinedKey,
  quarantineKey,
  rawKey,
  resultKey,
  reusedIdKey,
  sha256Hex,
  statusDay,
  toShard,
  workShard,
  workShards,
} from '../../../../lambda/domain/record/keys';
import { anyId, anySourceId, HOSTILE_IDS } from '../../../support/hostile/hostile';

const RUNS = { numRuns: 500 };
const MAX_PARTITION_KEY = 2_048;
const MAX_S3_KEY = 1_024;
const SAFE_SEGMENT = /^[A-Za-z0-9_~=.-]+$/;

const anyEvent = fc.record({
  provider: fc.constantFrom('limai', 'extend'),
  source: anySourceId,
  schemaId: fc.option(anyId, { nil: undefined }),
  documentId: fc.option(anyId, { nil: undefined }),
  eventId: anyId,
  receivedAt: fc.constantFrom(Date.UTC(2024, 0, 15), Date.UTC(2026, 11, 31, 23, 59)),
});

const sameEvent = (a: { source: string; eventId: string }, b: { source: string; eventId: string }) =>
  a.source === b.source && a.eventId === b.eventId;

describe('the key of an event', () => {
  it('is its own for every pair of hostile ids', () => {
    const keys = ['limai', 'limai-2', '-'].flatMap((source) => HOSTILE_IDS.map((id) => eventKey(source, id)));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is never shared by two events', () => {
    fc.assert(
      fc.property(anyEvent, anyEvent, (a, b) => {
        const shared = eventKey(a.source, a.eventId) === eventKey(b.source, b.eventId);
        expect(shared).toBe(sameEvent(a, b));
      }),
      RUNS,
    );
  });

  it('cannot be forged by an id that looks like the shortened form of another', () => {
    const long = 'x'.repeat(1_901);
    expect(eventKey('limai', `~${sha256Hex(long)}`)).not.toBe(eventKey('limai', long));
  });

  it('cannot reach another source or the quarantine by way of the id', () => {
    fc.assert(
      fc.property(anySourceId, anyId, anySourceId, fc.constantFrom('!', '#'), (source, id, other, mark) => {
        const key = eventKey(source, `${mark}${id}`);
        expect(key.startsWith(`${source}#`)).toBe(true);
        expect(key).not.toBe(quarantineKey(other, sha256Hex(id)));
      }),
      RUNS,
    );
  });

  it('stays within a partition key of 2,048 bytes', () => {
    fc.assert(
      fc.property(anySourceId, anyId, (source, id) => {
        expect(Buffer.byteLength(eventKey(source, id))).toBeLessThanOrEqual(MAX_PARTITION_KEY);
      }),
      RUNS,
    );
  });

  it('shows an ordinary id as it is', () => {
    expect(eventKey('limai', 'evt_success_456')).toBe('limai#evt_success_456');
    expect(eventKey('limai', 'x'.repeat(1_900))).toBe(`limai#${'x'.repeat(1_900)}`);
  });

  it('shortens by bytes, not by characters', () => {
    expect(eventKey('limai', '文'.repeat(634))).toMatch(/^limai#~[0-9a-f]{64}$/);
  });
});

const optionalId = fc.option(anyId, { nil: undefined });
const anyReusedId = fc.record({
  eventId: anyId,
  eventType: optionalId,
  documentId: optionalId,
  outcome: fc.constantFrom(undefined, 'failed', 'null', ''),
});

const PARTS = ['eventId', 'eventType', 'documentId', 'outcome'] as const satisfies (keyof Parameters<
  typeof reusedIdKey
>[1])[];

describe('isEventKey', () => {
  it('is true for every event, received or quarantined', () => {
    fc.assert(
      fc.property(anySourceId, anyId, (source, id) => {
        expect(isEventKey(eventKey(source, id))).toBe(true);
        expect(isEventKey(quarantineKey(source, sha256Hex(id)))).toBe(true);
      }),
      RUNS,
    );
  });

  it('is false for a checkpoint of reconciliation or of a backfill', () => {
    expect(isEventKey(reconcileKey({ id: 'extend', provider: 'extend' }))).toBe(false);
    expect(isEventKey(backfillKey({ id: 'extend', provider: 'extend' }))).toBe(false);
  });
});

describe('reusedIdKey', () => {
  it('is the same for the same event, and another where one part differs', () => {
    fc.assert(
      fc.property(anyReusedId, fc.constantFrom(...PARTS), optionalId, (one, part, value) => {
        const other = { ...one, [part]: part === 'eventId' ? (value ?? '') : value };
        const same = one[part] === other[part];
        expect(reusedIdKey('limai', one) === reusedIdKey('limai', other)).toBe(same);
        expect(reusedIdKey('limai', { ...one })).toBe(reusedIdKey('limai', one));
        expect(reusedIdKey('limai', one)).not.toBe(reusedIdKey('limai-2', one));
      }),
      RUNS,
    );
  });

  it.each([
    [
      'parts that begin elsewhere',
      { eventId: 'a', eventType: 'b', documentId: 'c' },
      { eventId: 'a', documentId: 'b', outcome: 'c' },
    ],
    ['ids that hold the separator', { eventId: 'a","b' }, { eventId: 'a', eventType: 'b' }],
    ['a part that reads "null" and none', { eventId: 'a', outcome: 'null' }, { eventId: 'a' }],
    ['an empty part and none', { eventId: 'a', documentId: '' }, { eventId: 'a' }],
    ['halves of different characters', { eventId: '\ud800' }, { eventId: '\ud801' }],
    ['half a character and its escape', { eventId: '\ud800' }, { eventId: '\\ud800' }],
  ])('tells apart %s', (_, one, other) => {
    expect(reusedIdKey('limai', one)).not.toBe(reusedIdKey('limai', other));
  });

  it('cannot be reached by the id of an event, nor by the hash of a quarantined body', () => {
    fc.assert(
      fc.property(anySourceId, anyReusedId, anyId, (source, reused, id) => {
        const key = reusedIdKey(source, reused);
        const ids = [
          id,
          reused.eventId,
          `!${id}`,
          key,
          key.slice(source.length),
          key.slice(source.length + 1),
        ];
        expect(ids.map((each) => eventKey(source, each))).not.toContain(key);
        expect(quarantineKey(source, sha256Hex(id))).not.toBe(key);
      }),
      RUNS,
    );
  });

  it('names its source and is short, whatever the ids', () => {
    fc.assert(
      fc.property(anySourceId, anyReusedId, (source, reused) => {
        expect(reusedIdKey(source, reused)).toMatch(/^[a-z0-9-]{1,40}!same-id![0-9a-f]{64}$/);
        expect(reusedIdKey(source, reused).startsWith(`${source}!`)).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('the key of a document', () => {
  it('is its own per provider and id, within 2,048 bytes', () => {
    fc.assert(
      fc.property(anyId, anyId, (a, b) => {
        expect(documentKey('limai', a) === documentKey('limai', b)).toBe(a === b);
        expect(documentKey('limai', a)).not.toBe(documentKey('extend', b));
        expect(Buffer.byteLength(documentKey('extend', a))).toBeLessThanOrEqual(MAX_PARTITION_KEY);
      }),
      RUNS,
    );
  });
});

describe('a segment of an S3 key', () => {
  it.each(HOSTILE_IDS.map((id) => [JSON.stringify(id.slice(0, 20)), id]))(
    'of %s holds nothing that leaves it',
    (_, id) => {
      expect(pathSegment(id)).toMatch(SAFE_SEGMENT);
      expect(pathSegment(id)).not.toMatch(/^\.+$/);
      expect(pathSegment(id).length).toBeLessThanOrEqual(128);
    },
  );

  it('is its own for every id, and for no id', () => {
    fc.assert(
      fc.property(fc.option(anyId, { nil: undefined }), fc.option(anyId, { nil: undefined }), (a, b) => {
        expect(pathSegment(a) === pathSegment(b)).toBe(a === b);
      }),
      RUNS,
    );
  });

  it('keeps a plain id readable', () => {
    expect(pathSegment('file_789ghi')).toBe('file_789ghi');
    expect(pathSegment(undefined)).toBe('_');
    expect(pathSegment('_')).toBe(`~${sha256Hex('_')}`);
  });
});

describe('the key of a result', () => {
  it('is never shared by two events', () => {
    fc.assert(
      fc.property(anyEvent, anyEvent, (a, b) => {
        fc.pre(!sameEvent(a, b));
        expect(resultKey(a)).not.toBe(resultKey(b));
      }),
      RUNS,
    );
  });

  it('has exactly its seven segments, each harmless, within 1,024 bytes after encoding', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const key = resultKey(event);
        const segments = key.split('/');
        expect(segments).toHaveLength(7);
        expect(segments[0]).toBe('results');
        expect(segments[6]?.endsWith('.json')).toBe(true);
        for (const segment of segments) {
          expect(segment).toMatch(SAFE_SEGMENT);
          expect(segment).not.toMatch(/^\.+$/);
        }
        expect(encodeURIComponent(key).length).toBeLessThanOrEqual(MAX_S3_KEY);
      }),
      RUNS,
    );
  });

  it('reads as partitions for the seed event', () => {
    const key = resultKey({
      provider: 'limai',
      source: 'limai',
      schemaId: 'schema_456def',
      documentId: 'file_789ghi',
      eventId: 'evt_success_456',
      receivedAt: Date.parse('2024-01-15T10:31:00.000Z'),
    });
    expect(key).toBe(
      'results/provider=limai/source=limai/schema=schema_456def/date=2024-01-15/file_789ghi/evt_success_456.json',
    );
  });
});

const anyArchived = fc.record({
  provider: fc.constantFrom('limai', 'extend'),
  source: anySourceId,
  eventType: optionalId,
  eventId: anyId,
  receivedAt: fc.constantFrom(Date.UTC(2024, 0, 15), Date.UTC(2026, 11, 31, 23, 59)),
});

describe('archiveKey', () => {
  it('is another where source, type or id differ', () => {
    const parts = fc.constantFrom('source', 'eventType', 'eventId');
    fc.assert(
      fc.property(anyArchived, parts, anySourceId, anyId, (one, part, source, id) => {
        const other = { ...one, [part]: part === 'source' ? source : id };
        const same = one[part] === other[part];
        expect(archiveKey(one) === archiveKey(other)).toBe(same);
      }),
      RUNS,
    );
  });

  it('has exactly its six segments, each harmless, within 1,024 bytes after encoding', () => {
    fc.assert(
      fc.property(anyArchived, (event) => {
        const key = archiveKey(event);
        const segments = key.split('/');
        expect(segments).toHaveLength(6);
        expect(key.startsWith(archivePrefix(event.provider))).toBe(true);
        expect(segments[5]?.endsWith('.json')).toBe(true);
        for (const segment of segments) {
          expect(segment).toMatch(SAFE_SEGMENT);
          expect(segment).not.toMatch(/^\.+$/);
        }
        expect(encodeURIComponent(key).length).toBeLessThanOrEqual(MAX_S3_KEY);
      }),
      RUNS,
    );
  });

  it('stays below the prefix of its provider, which no other provider’s key begins with', () => {
    fc.assert(
      fc.property(anyArchived, fc.constantFrom('limai', 'extend', 'lim', 'limai-2'), (event, other) => {
        expect(archiveKey(event).startsWith(archivePrefix(other))).toBe(event.provider === other);
      }),
      RUNS,
    );
  });

  it('reads as partitions', () => {
    const key = archiveKey({
      provider: 'extend',
      source: 'extend',
      eventType: 'parse_run.processed',
      eventId: 'evt_1',
      receivedAt: Date.parse('2024-01-15T10:31:00.000Z'),
    });
    expect(key).toBe(
      'archive/provider=extend/source=extend/type=parse_run.processed/date=2024-01-15/evt_1.json',
    );
  });
});

describe('the other keys', () => {
  it('keep raw bodies apart by provider, source and content', () => {
    const toKey = (id: string, provider = 'limai') => rawKey({ id, provider }, 'ab');
    expect(toKey('mine')).toBe('raw/limai/mine/ab');
    expect(new Set([toKey('mine'), toKey('mine-2'), toKey('mine', 'extend')]).size).toBe(3);
  });

  it('keep quarantined bodies apart by source and content, and out of the raw bodies', () => {
    expect(quarantinedKey('limai', 'ab')).toBe('quarantine/limai/ab');
    expect(quarantinedKey('limai', 'ab')).not.toBe(quarantinedKey('limai-2', 'ab'));
    expect(quarantinedKey('limai', 'ab')).not.toBe(rawKey({ id: 'limai', provider: 'limai' }, 'ab'));
  });

  it('put every event into one of the work shards, always the same', () => {
    fc.assert(
      fc.property(anySourceId, anyId, fc.integer({ min: 1, max: 64 }), (source, id, shards) => {
        const shard = workShard(eventKey(source, id), shards);
        expect(workShards(shards)).toContain(shard);
        expect(workShard(eventKey(source, id), shards)).toBe(shard);
      }),
    );
  });

  it('spread events over all shards', () => {
    const used = new Set(Array.from({ length: 200 }, (_, index) => toShard(`limai#evt_${index}`, 8)));
    expect(used.size).toBe(8);
  });

  it('keep the partition of the status index short', () => {
    for (const status of EVENT_STATUSES) {
      expect(statusDay(status, Date.parse('2024-01-15T10:31:00.000Z'), 63)).toBe(`${status}#2024-01-15#63`);
    }
  });
});
