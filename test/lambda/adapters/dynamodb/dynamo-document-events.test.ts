import { randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DynamoDocumentEvents,
  DynamoEventQueries,
} from '../../../../lambda/adapters/dynamodb/dynamo-document-events';
import { DynamoEventStore } from '../../../../lambda/adapters/dynamodb/dynamo-event-store';
import { toItem } from '../../../../lambda/adapters/dynamodb/event-item';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import { createEventTable } from '../../../support/aws/create-event-table';
import { type EngineBench, startEngineBench } from '../../../support/aws/engine-bench';
import { NOON, openRecord } from '../ports/event-records';

const TABLE = 'events';

describe('DynamoEventQueries', () => {
  const clock = { now: () => NOON };
  let bench: EngineBench;
  let store: DynamoEventStore;
  let queries: DynamoEventQueries;
  beforeAll(async () => {
    bench = await startEngineBench();
    await createEventTable(bench.dynamo, TABLE);
    store = new DynamoEventStore({ client: bench.dynamo, table: TABLE, clock });
    queries = new DynamoEventQueries({ client: bench.dynamo, table: TABLE, store });
  }, 30_000);
  afterAll(() => bench?.stop());

  it('lists the events of one document, newest first, page by page, whole', async () => {
    const documentKey = `someone#${randomUUID()}`;
    const records = [1, 2, 3].map((n) => openRecord({ documentKey, receivedAt: NOON + n }));
    await createAll(records);
    await createAll([openRecord()]);
    const first = await queries.byDocument(documentKey, 2);
    expect(first.records).toEqual([records[2], records[1]]);
    const second = await queries.byDocument(documentKey, 2, first.next);
    expect(second.records).toEqual([records[0]]);
    expect(second.next).toBeUndefined();
  });

  it('leaves out what has expired', async () => {
    const documentKey = `someone#${randomUUID()}`;
    const live = openRecord({ documentKey, expiresAt: NOON / 1000 + 1 });
    await createAll([live, openRecord({ documentKey, expiresAt: NOON / 1000 })]);
    expect(await queries.byDocument(documentKey, 10)).toEqual({ records: [live] });
  });

  it('lists the events of one source, though an entry of another one is invalid', async () => {
    const documentKey = `someone#${randomUUID()}`;
    const own = openRecord({ documentKey });
    const other = openRecord({ documentKey, source: 'another' });
    await createAll([own]);
    const item = { ...toItem(other), receivedAt: { S: 'once' } };
    await bench.dynamo.send(new PutItemCommand({ TableName: TABLE, Item: item }));
    const events = new DynamoDocumentEvents({ client: bench.dynamo, table: TABLE });
    const listed: EventRecord[] = [];
    for await (const record of events.listEvents({ documentKey, source: own.source })) {
      listed.push(record);
    }
    expect(listed).toEqual([own]);
  });

  it('says what it expected when it is given a foreign cursor', async () => {
    await expect(queries.byDocument('someone#doc', 5, '%%%')).rejects.toThrow(
      'Page cursor: expected the "next" of the page before',
    );
  });

  function createAll(records: readonly EventRecord[]): Promise<unknown> {
    return Promise.all(records.map((record) => store.create(record)));
  }
});
