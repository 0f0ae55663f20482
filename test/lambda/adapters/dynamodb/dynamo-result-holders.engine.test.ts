import { DynamoResultHolders } from '../../../../lambda/adapters/dynamodb/dynamo-result-holders';
import { createEventTable } from '../../../support/aws/create-event-table';
import { type EngineBench, startEngineBench } from '../../../support/aws/engine-bench';
import { NOON } from '../ports/event-records';
import { describeResultHoldersContract } from '../ports/result-holders.contract';

const TABLE = 'events';

let bench: EngineBench;
beforeAll(async () => {
  bench = await startEngineBench();
  await createEventTable(bench.dynamo, TABLE);
}, 30_000);
afterAll(() => bench?.stop());

describeResultHoldersContract('DynamoResultHolders', async () => {
  const holding = { time: NOON, now: () => holding.time };
  const holders = new DynamoResultHolders({ client: bench.dynamo, table: TABLE, clock: holding });
  return { holders, clock: holding };
});
