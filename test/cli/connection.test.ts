import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDeployed, connectLocally } from '../../cli/connection';
import { UsageError } from '../../cli/usage-error';

const OUTPUTS = {
  EventTableName: 'events',
  BucketName: 'results',
  QueueUrlLimai: 'https://sqs/limai',
  DeadLetterQueueUrlLimai: 'https://sqs/limai-dead',
  QueueUrlExtend: 'https://sqs/extend',
  DeadLetterQueueUrlExtend: 'https://sqs/extend-dead',
  WebhookUrlLimai: 'https://api/webhooks/limai',
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'connection-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function file(content: string): string {
  const path = join(directory, 'file.json');
  writeFileSync(path, content);
  return path;
}

describe('connectDeployed', () => {
  it('takes names and URLs from what cdk deploy --outputs-file writes', () => {
    expect(connectDeployed(file(JSON.stringify({ ExtractionInbox: OUTPUTS })))).toMatchObject({
      table: 'events',
      bucket: 'results',
      queues: { limai: 'https://sqs/limai', extend: 'https://sqs/extend' },
      deadLetterQueues: { limai: 'https://sqs/limai-dead', extend: 'https://sqs/extend-dead' },
    });
  });

  it('knows only the queues there are', () => {
    const { QueueUrlExtend: _, DeadLetterQueueUrlExtend: __, ...rest } = OUTPUTS;
    expect(connectDeployed(file(JSON.stringify({ Stack: rest })))).toMatchObject({
      queues: { limai: 'https://sqs/limai' },
      deadLetterQueues: { limai: 'https://sqs/limai-dead' },
    });
  });

  it.each([
    ['no stack', '{}', /expected the outputs of this stack, with EventTableName and BucketName\.$/],
    ['another stack', '{"Other":{"Url":"x"}}', /expected the outputs of this stack/],
    ['another form', '{"Stack":{"EventTableName":1}}', /expected the outputs of this stack/],
    [
      'no JSON',
      'hello',
      /no such file, or not JSON\. Write it with `npx cdk deploy --outputs-file outputs\.json`\.$/,
    ],
  ])('refuses a file of %s', (_, content, message) => {
    expect(() => connectDeployed(file(content))).toThrow(UsageError);
    expect(() => connectDeployed(file(content))).toThrow(message);
  });
});

describe('connectLocally', () => {
  it('refuses a file that npm start did not write', () => {
    expect(() => connectLocally(file('{}'))).toThrow(
      /expected what `npm start` writes\. Start the local stack again\.$/,
    );
  });
});
