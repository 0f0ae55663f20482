import { DynamoEventStore } from '../../../../lambda/adapters/dynamodb/dynamo-event-store';
import { sweep } from '../../../../lambda/usecases/sweep/sweep-events';
import { World } from '../../../simulated/world';
import { createEventTable } from '../../../support/aws/create-event-table';
import { type EngineBench, startEngineBench } from '../../../support/aws/engine-bench';
import { openRecord } from '../ports/event-records';

const TABLE = 'idle';
const RECORDS = 1_000;
const AT_ONCE = 20;

describe('an idle sweep of the embedded engine', () => {
  const world = new World({ policy: { indexShards: 4 } });
  let bench: EngineBench;
  let store: DynamoEventStore;
  beforeAll(async () => {
    bench = await startEngineBench();
    await createEventTable(bench.dynamo, TABLE);
    store = new DynamoEventStore({ client: bench.dynamo, table: TABLE, clock: world.clock });
  }, 30_000);
  afterAll(() => bench?.stop());

  it('makes the same calls with no record and with a thousand that are not due', async () => {
    const empty = await callsOfOneSweep();
    await fill();
    // One for each shard, and one for a shard beyond, should their number have been lowered.
    expect(empty).toEqual(Array(5).fill('Query'));
    expect(await callsOfOneSweep()).toEqual(empty);
  }, 30_000);

  async function callsOfOneSweep(): Promise<string[]> {
    const calls: string[] = [];
    const observe = (call: { action: string }) => {
      calls.push(call.action);
      return false;
    };
    const remove = bench.gateway.addRule({ matches: observe, fault: { kind: 'hang-up', when: 'before' } });
    const deps = { ...world.sweepDeps(), store, index: store };
    await sweep(deps, { deadline: world.clock.now() + 50_000 });
    remove();
    return calls;
  }

  async function fill(): Promise<void> {
    for (let done = 0; done < RECORDS; done += AT_ONCE) {
      const later = world.clock.now() + 60_000;
      const records = Array.from({ length: AT_ONCE }, (_, n) =>
        openRecord({ workShard: `work#${n % 4}`, dueAt: later }),
      );
      await Promise.all(records.map((record) => store.create(record)));
    }
  }
});
