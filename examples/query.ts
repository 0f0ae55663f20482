/** Every event of a document, and what failed today: run it beside `npm start` with `npx tsx examples/query.ts [documentId]`. */
import { connectLocally } from '../cli/connection';
import { DynamoEventQueries } from '../lambda/adapters/dynamo-event-queries';
import { DynamoEventStore } from '../lambda/adapters/dynamo-event-store';
import { SystemClock } from '../lambda/adapters/system-clock';
import { documentKey } from '../lambda/domain/keys';

async function main(documentId = 'file_789ghi'): Promise<void> {
  const { dynamodb: client, table } = connectLocally('.local/endpoints.json');
  const store = new DynamoEventStore({ client, table, clock: new SystemClock() });
  const queries = new DynamoEventQueries({ client, table, store });

  const ofDocument = await queries.byDocument(documentKey('limai', documentId), { limit: 20 });
  for (const { pk, status, receivedAt, resultKey } of ofDocument.records) {
    console.log(receivedAt, pk, status, resultKey ?? '');
  }

  const day = new Date().toISOString().slice(0, 10);
  const failed = await queries.byStatus({ status: 'FAILED', day, shards: 4, limit: 20 });
  console.log(`${failed.records.length} failed today`);
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
