/** Every event of a document, and what failed today: run it beside `npm start` with `npx tsx examples/query.ts [documentId]`. */
import { connectLocal } from '../cli/connection/connect';
import { chooseLocalRun, type RunChoice } from '../cli/connection/local-runs';
import { EXIT } from '../cli/terminal/errors';
import { TerminalInput } from '../cli/terminal/input';
import { printLine } from '../cli/terminal/output';
import { Program, runAsMain } from '../cli/terminal/run-program';
import { DynamoEventQueries } from '../lambda/adapters/dynamodb/dynamo-document-events';
import { DynamoEventIndex } from '../lambda/adapters/dynamodb/dynamo-event-index';
import { DynamoEventStore } from '../lambda/adapters/dynamodb/dynamo-event-store';
import { shardsToRead } from '../lambda/domain/lifecycle/policy';
import { toIso } from '../lambda/domain/record/event-record';
import { documentKey } from '../lambda/domain/record/keys';
import { clock } from '../lambda/handlers/compose';
import { addRunOptions } from '../local/send/send-options';

async function query(choice: RunChoice, documentId = 'file_789ghi'): Promise<void> {
  const { clients, table, policy } = connectLocal(await chooseLocalRun(choice, new TerminalInput()));
  const at = { client: clients.dynamodb, table, clock };

  const queries = new DynamoEventQueries({ ...at, store: new DynamoEventStore(at) });
  const ofDocument = await queries.byDocument(documentKey('limai', documentId), 20);
  for (const { pk, status, receivedAt, resultKey } of ofDocument.records) {
    printLine([toIso(receivedAt), pk, status, resultKey ?? ''].join(' '));
  }

  const index = new DynamoEventIndex({ ...at, shards: shardsToRead(policy) });
  const day = new Date().toISOString().slice(0, 10);
  for await (const { pk, at: failedAt } of index.finalKeys({ status: 'FAILED', day })) {
    printLine(`${toIso(failedAt)} ${pk} failed today`);
  }
}

const program = addRunOptions(
  new Program('npx tsx examples/query.ts')
    .description('Prints every event of a document, and what failed today.')
    .argument('[documentId]'),
);

void runAsMain(
  program.runs<RunChoice>(async (choice, [documentId]) => {
    await query(choice, documentId);
    return EXIT.done;
  }),
);
