import { DynamoDocumentEvents } from '../../../../lambda/adapters/dynamodb/dynamo-document-events';
import { DynamoEventStore } from '../../../../lambda/adapters/dynamodb/dynamo-event-store';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import type { DocumentQuery } from '../../../../lambda/usecases/ports';
import { createEventTable } from '../../../support/aws/create-event-table';
import { type EngineBench, startEngineBench } from '../../../support/aws/engine-bench';
import { writeAll } from '../../../support/aws/write-all';
import { NOON, openRecord } from '../ports/event-records';

const TABLE = 'events';

const clock = { now: () => NOON, sleep: async () => {} };
let bench: EngineBench;
beforeAll(async () => {
  bench = await startEngineBench();
  await createEventTable(bench.dynamo, TABLE);
}, 30_000);
afterAll(() => bench?.stop());

describe('DynamoDocumentEvents', () => {
  const documentKey = 'provider#doc';

  async function listPks(query: Partial<DocumentQuery> = {}): Promise<string[]> {
    const events = new DynamoDocumentEvents({ client: bench.dynamo, table: TABLE });
    const found: string[] = [];
    for await (const { pk } of events.listEvents({ documentKey, source: 'mine', ...query })) {
      found.push(pk);
    }
    return found;
  }

  beforeAll(async () => {
    const store = new DynamoEventStore({ client: bench.dynamo, table: TABLE, clock });
    const events: Partial<EventRecord>[] = [
      { pk: 'mine#one', eventId: 'one', source: 'mine', receivedAt: Date.parse('2026-01-01T00:00:00.000Z') },
      {
        pk: 'mine#recon:doc',
        eventId: 'recon:doc',
        source: 'mine',
        receivedAt: Date.parse('2026-01-02T00:00:00.000Z'),
        expiresAt: 1,
      },
      {
        pk: 'other#one',
        eventId: 'one',
        source: 'other',
        receivedAt: Date.parse('2026-01-03T00:00:00.000Z'),
      },
    ];
    for (const event of events) {
      await store.create(openRecord({ documentKey, documentId: 'doc', ...event }));
    }
  });

  it('gives one source’s records, newest first, expired ones that still stand too', async () => {
    expect(await listPks()).toEqual(['mine#recon:doc', 'mine#one']);
  });

  it('reads no record whose id begins otherwise', async () => {
    const reads = () =>
      bench.gateway
        .calls()
        .filter(({ action }) => action === 'GetItem')
        .reduce((sum, { count }) => sum + count, 0);
    const before = reads();
    expect(await listPks({ idPrefix: 'recon:' })).toEqual(['mine#recon:doc']);
    expect(reads() - before).toBe(1);
  });

  it('gives all events of a document that has several pages of them', async () => {
    const crowded = 'provider#crowded';
    // Two pages of 100 entries and a half.
    const events = Array.from({ length: 250 }, (_, n) =>
      openRecord({
        documentKey: crowded,
        source: 'mine',
        eventId: n === 0 ? 'recon:oldest' : `event-${n}`,
        receivedAt: NOON + n,
      }),
    );
    await writeAll(events, { client: bench.dynamo, table: TABLE });
    expect(await listPks({ documentKey: crowded })).toEqual(events.map(({ pk }) => pk).reverse());
    expect(await listPks({ documentKey: crowded, idPrefix: 'recon:' })).toEqual([events[0]?.pk]);
  });

  it('gives nothing of a document nobody knows', async () => {
    expect(await listPks({ documentKey: 'provider#unknown' })).toEqual([]);
  });
});
