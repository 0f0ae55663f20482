/** Every event of a document, and what failed today: run it beside `npm start` with `npx tsx examples/query.ts [documentId]`. */
import { connectLocal } from '../cli/connect-local';
import { terminalInput } from '../cli/input';
import { chooseLocalRun } from '../cli/local-runs';
import { DynamoEventIndex } from '../lambda/adapters/dynamo-event-index';
import { DynamoEventQueries } from '../lambda/adapters/dynamo-event-queries';
import { DynamoEventStore } from '../lambda/adapters/dynamo-event-store';
import { SystemClock } from '../lambda/adapters/system-clock';
import { documentKey } from '../lambda/domain/keys';
import { shardsToRead } from '../lambda/domain/policy';

async function main(documentId = 'file_789ghi'): Promise<void> {
  const { clients, table, policy } = connectLocal(await chooseLocalRun({}, terminalInput()));
  const at = { client: clients.dynamodb, table, clock: new SystemClock() };

  const queries = new DynamoEventQueries({ ...at, store: new DynamoEventStore(at) });
  const ofDocument = await queries.byDocument(documentKey('limai', documentId), { limit: 20 });
  for (const { pk, status, receivedAt, resultKey } of ofDocument.records) {
    console.log(receivedAt, pk, status, resultKey ?? '');
  }

  const index = new DynamoEventIndex({ ...at, shards: shardsToRead(policy) });
  const day = new Date().toISOString().slice(0, 10);
  for await (const { pk, at: failedAt } of index.finalKeys({ status: 'FAILED', day })) {
    console.log(failedAt, pk, 'failed today');
  }
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
