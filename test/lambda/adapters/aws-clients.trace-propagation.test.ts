import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { BUNDLING } from '../../../lib/functions/bundling';
import { type FakeAws, startFakeAws } from '../../support/aws/fake-aws';

const ROOT = join(__dirname, '..', '..', '..');
const TRACE = 'Root=1-67406a3c-0123456789abcdef01234567;Parent=53995c3f42cd8ad8;Sampled=1';
const SEND = `
  import { INGEST_LIMITS, sqsClient } from './lambda/adapters/aws-clients';
  import { SqsWorkQueue } from './lambda/adapters/sqs/sqs-work-queue';
  const urls = { limai: 'https://sqs.us-east-1.amazonaws.com/123456789012/q' };
  new SqsWorkQueue(sqsClient(INGEST_LIMITS), urls).send('limai', 'limai#evt_1', 0);
`;

/** Bundled as a function is: what tree shaking and minifying lose there would be lost here too. */
async function bundle(outfile: string): Promise<void> {
  const stdin = { contents: SEND, resolveDir: ROOT };
  await build({ ...BUNDLING, stdin, outfile });
}

describe('a trace', () => {
  let aws: FakeAws;
  let directory: string;
  beforeAll(async () => {
    aws = await startFakeAws();
    aws.answer = ({ body }) => ({ body: { MessageId: '1', MD5OfMessageBody: toMd5(body) } });
    directory = await mkdtemp(join(tmpdir(), 'trace-'));
    await bundle(join(directory, 'send.js'));
  });
  afterAll(async () => {
    await aws.stop();
    await rm(directory, { recursive: true });
  });
  beforeEach(() => {
    aws.calls.length = 0;
  });

  /** As in Lambda, which tells a function its name and the trace of the invocation. */
  const send = (lambda: Record<string, string>) =>
    promisify(execFile)(process.execPath, [join(directory, 'send.js')], {
      env: { ...process.env, ...lambda },
    });

  it('goes with the message: SQS keeps this header, and Lambda hands it to the processor', async () => {
    await send({ AWS_LAMBDA_FUNCTION_NAME: 'ingest', _X_AMZN_TRACE_ID: TRACE });
    const sent = aws.calls.map(({ action, headers }) => [action, headers['x-amzn-trace-id']]);
    expect(sent).toEqual([['SendMessage', TRACE]]);
  });

  it('is made up for no message, where there is none', async () => {
    await send({ AWS_LAMBDA_FUNCTION_NAME: 'ingest' });
    const sent = aws.calls.map(({ action, headers }) => [action, headers['x-amzn-trace-id']]);
    expect(sent).toEqual([['SendMessage', undefined]]);
  });
});

function toMd5(body: Buffer): string {
  const { MessageBody } = JSON.parse(body.toString()) as { MessageBody: string };
  return createHash('md5').update(MessageBody).digest('hex');
}
