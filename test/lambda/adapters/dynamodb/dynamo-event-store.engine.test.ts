import { DynamoEventStore } from '../../../../lambda/adapters/dynamodb/dynamo-event-store';
import type { DynamoDbEngine } from '../../../../local/aws/engines/engines.types';
import { createEventTable } from '../../../support/aws/create-event-table';
import { type EngineBench, startEngineBench } from '../../../support/aws/engine-bench';
import { NOON, openRecord } from '../ports/event-records';
import { describeEventStoreContract } from '../ports/event-store.contract';
import { describeWorkIndexContract } from '../ports/work-index.contract';

const TABLE = 'events';
const ENGINES: readonly DynamoDbEngine[] =
  process.platform === 'linux' && process.arch === 'x64' ? ['dynoxide', 'dynalite'] : ['dynalite'];

describe.each(ENGINES)('DynamoEventStore on %s', (dynamodb) => {
  const clock = { time: NOON, now: () => clock.time };
  let bench: EngineBench;
  let store: DynamoEventStore;
  beforeAll(async () => {
    bench = await startEngineBench({ dynamodb });
    await createEventTable(bench.dynamo, TABLE);
    store = new DynamoEventStore({ client: bench.dynamo, table: TABLE, clock });
  }, 30_000);
  afterAll(() => bench?.stop());

  describeEventStoreContract('DynamoEventStore', async () => ({ store, clock }));
  describeWorkIndexContract('DynamoEventStore', async () => store);

  it('knows its own create although the first answer was lost', async () => {
    const record = openRecord();
    loseOneAnswer('PutItem');
    expect(await store.create(record)).toEqual({ applied: true, record });
  });

  it('knows its own update although the first answer was lost', async () => {
    const record = openRecord();
    await store.create(record);
    loseOneAnswer('UpdateItem');
    const outcome = await store.update({
      pk: record.pk,
      writeId: 'fresh',
      expect: [{ attribute: 'attempts', equals: 0 }],
      set: { attempts: 1 },
      remove: [],
    });
    expect(outcome).toMatchObject({ applied: true, record: { attempts: 1, writeId: 'fresh' } });
  });

  function loseOneAnswer(action: string): void {
    bench.gateway.addRule({
      matches: (call) => call.action === action,
      fault: { kind: 'hang-up', when: 'after' },
      times: 1,
    });
  }
});
