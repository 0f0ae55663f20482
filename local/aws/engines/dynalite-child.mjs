import { createRequire } from 'node:module';
import { exitWithParent } from './exit-with-parent.mjs';

exitWithParent();

const [, , entry, path] = process.argv;
const dynalite = createRequire(import.meta.url)(entry);
// Tables are there at once: DynamoDB's seconds of CREATING teach nothing here.
const instant = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
const server = dynalite({ ...instant, ...(path && { path }) });
// The gateway keeps its connections; closing an idle one would race with its next request.
server.keepAliveTimeout = 0;

server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  await provesItsStore(url);
  console.log(JSON.stringify({ url }));
});

/** LevelDB opens lazily and is exclusive: without this the first request would find it locked. */
async function provesItsStore(url) {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
    authorization:
      'AWS4-HMAC-SHA256 Credential=local/20000101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
    'x-amz-date': '20000101T000000Z',
  };
  const answer = await fetch(url, { method: 'POST', headers, body: '{}' });
  if (!answer.ok) {
    console.error(`dynalite: its store does not open (${answer.status})`);
    process.exit(75);
  }
}
