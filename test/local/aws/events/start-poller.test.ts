import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { EventSourceDescription } from '../../../../local/aws/deploy/deployment';
import type { Engines } from '../../../../local/aws/engines/engines.types';
import { startEngines } from '../../../../local/aws/engines/start-engines';
import { type Poller, type PollerOptions, startPoller } from '../../../../local/aws/events/start-poller';
import type { Gateway } from '../../../../local/aws/gateway/gateway.types';
import { startGateway } from '../../../../local/aws/gateway/start-gateway';
import { failed, type Invocation } from '../../../../local/aws/lambda/local-function';
import { eventually } from '../../../support/eventually';

const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:work';
const OK: Invocation = { ok: true, payload: null };

let engines: Engines;
let gateway: Gateway;
let sqs: SQSClient;
let poller: Poller | undefined;
let queues = 0;

beforeAll(async () => {
  engines = await startEngines();
  gateway = await startGateway({ engines });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sqs = new SQSClient({ endpoint: gateway.url, region: 'us-east-1', credentials });
}, 20_000);

afterEach(async () => {
  await poller?.stop();
  poller = undefined;
});

afterAll(async () => {
  sqs.destroy();
  await gateway.stop();
  await engines.stop();
});

describe('a poller', () => {
  it('hands a message over as Lambda does', async () => {
    const queueUrl = await givenQueue();
    const attribute = { DataType: 'String', StringValue: 'x' };
    const sent = await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: '{"v":1}',
        MessageAttributes: { kind: attribute },
      }),
    );
    const [event] = await givenPoller(queueUrl, () => OK, 1);
    expect(event?.Records).toEqual([
      {
        messageId: sent.MessageId,
        receiptHandle: expect.any(String),
        body: '{"v":1}',
        attributes: expect.objectContaining({
          ApproximateReceiveCount: '1',
          SentTimestamp: expect.stringMatching(/^\d{13}$/),
          ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        }),
        messageAttributes: {
          kind: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
        },
        md5OfBody: sent.MD5OfMessageBody,
        md5OfMessageAttributes: sent.MD5OfMessageAttributes,
        eventSource: 'aws:sqs',
        eventSourceARN: QUEUE_ARN,
        awsRegion: 'us-east-1',
      },
    ]);
    await expectRemaining(queueUrl, 0);
  });

  it('never hands over more than a batch at once', async () => {
    const queueUrl = await givenQueue();
    await sendAll(queueUrl, ['1', '2', '3', '4', '5']);
    const events = await givenPoller(queueUrl, () => OK, 5, { batchSize: 2 });
    expect(Math.max(...events.map((event) => event.Records.length))).toBeLessThanOrEqual(2);
    expect(bodies(events).sort()).toEqual(['1', '2', '3', '4', '5']);
  });

  it('fills a batch for as long as the window says', async () => {
    const queueUrl = await givenQueue();
    await sendAll(queueUrl, ['1']);
    const source = { batchSize: 2, maximumBatchingWindowSeconds: 10, maximumConcurrency: 1 };
    const collecting = givenPoller(queueUrl, () => OK, 2, source);
    await eventually(async () => ((await counts(queueUrl)).inFlight === 1 ? true : undefined));
    await sendAll(queueUrl, ['2']);
    expect((await collecting).map((event) => event.Records.length)).toEqual([2]);
  });

  it('deletes what succeeded and leaves what was reported as failed', async () => {
    const queueUrl = await givenQueue();
    await sendAll(queueUrl, ['good', 'bad', 'good']);
    await givenPoller(queueUrl, (event) => createReporting(event, 'bad'), 3);
    await expectRemaining(queueUrl, 1);
  });

  it('deletes nothing when the function fails', async () => {
    const queueUrl = await givenQueue();
    await sendAll(queueUrl, ['1', '2']);
    await givenPoller(queueUrl, () => failed('Error', 'as told'), 2);
    await expectRemaining(queueUrl, 2);
  });

  it('hands a failed message over again after the visibility timeout, counting', async () => {
    const queueUrl = await givenQueue(1);
    await sendAll(queueUrl, ['once more']);
    const events = await givenPoller(
      queueUrl,
      (_, index) => (index === 0 ? failed('Error', 'as told') : OK),
      2,
    );
    expect(events.map((event) => event.Records[0]?.attributes.ApproximateReceiveCount)).toEqual(['1', '2']);
    await expectRemaining(queueUrl, 0);
  });

  it('runs as many batches at once as the mapping allows', async () => {
    const queueUrl = await givenQueue();
    await sendAll(queueUrl, ['1', '2', '3', '4', '5', '6']);
    let running = 0;
    let most = 0;
    const invoke = async () => {
      running += 1;
      most = Math.max(most, running);
      await eventually(async () => (most === 2 ? true : undefined));
      running -= 1;
      return OK;
    };
    await givenPoller(queueUrl, invoke, 6, { batchSize: 1, maximumConcurrency: 2 });
    expect(most).toBe(2);
  });

  it('stops at once although it waits for messages', async () => {
    const queueUrl = await givenQueue();
    const waiting = await startPoller(optionsFor(queueUrl, async () => OK));
    const from = Date.now();
    await waiting.stop();
    expect(Date.now() - from).toBeLessThan(1_000);
  });

  it('refuses, as Lambda does, a queue that hides messages for less time than its function may take', async () => {
    const options = optionsFor(await givenQueue(29), async () => OK);
    await expect(startedPoller({ ...options, functionTimeoutSeconds: 30 })).rejects.toThrow(
      "Event source of Processor: got a queue with a visibility timeout of 29 s, expected at least the function's 30 s.",
    );
  });

  it('says so when it may not look at its queue', async () => {
    const options = optionsFor(`${gateway.url}/000000000000/nobody`, async () => OK);
    await expect(startedPoller(options)).rejects.toThrow(
      /^Event source of Processor: cannot read its queue\. QueueDoesNotExist: /,
    );
  });
});

/** Stopped after the test, should it start after all. */
async function startedPoller(options: PollerOptions): Promise<void> {
  poller = await startPoller(options);
}

type Answer = (event: SQSEvent, index: number) => Invocation | Promise<Invocation>;

async function givenQueue(visibilitySeconds = 60): Promise<string> {
  queues += 1;
  const Attributes = { VisibilityTimeout: String(visibilitySeconds) };
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `poller-${queues}`, Attributes }));
  return QueueUrl ?? '';
}

/** Polls until this many messages were handed over, then stops. */
async function givenPoller(
  queueUrl: string,
  answer: Answer,
  messages: number,
  source: Partial<EventSourceDescription> = {},
): Promise<readonly SQSEvent[]> {
  const events: SQSEvent[] = [];
  const options = optionsFor(queueUrl, async (_, event) => {
    events.push(event as SQSEvent);
    return answer(event as SQSEvent, events.length - 1);
  });
  poller = await startPoller({ ...options, source: { ...options.source, ...source } });
  await eventually(async () => (readRecords(events).length >= messages ? true : undefined), 15_000);
  await poller.stop();
  return events;
}

function optionsFor(queueUrl: string, invoke: (id: string, event: unknown) => Promise<Invocation>) {
  const source: EventSourceDescription = {
    functionLogicalId: 'Processor',
    queueArn: QUEUE_ARN,
    queueUrl,
    batchSize: 10,
    maximumBatchingWindowSeconds: 0,
    maximumConcurrency: 2,
    reportBatchItemFailures: true,
    visibilityTimeout: 60,
  };
  return { source, sqs, functionTimeoutSeconds: 1, region: 'us-east-1', invoke };
}

function createReporting(event: SQSEvent, body: string): Invocation {
  const failures = event.Records.filter((record) => record.body === body);
  return {
    ok: true,
    payload: { batchItemFailures: failures.map(({ messageId }) => ({ itemIdentifier: messageId })) },
  };
}

async function sendAll(queueUrl: string, all: readonly string[]): Promise<void> {
  for (const body of all) {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  }
}

function readRecords(events: readonly SQSEvent[]): readonly SQSRecord[] {
  return events.flatMap((event) => event.Records);
}

function bodies(events: readonly SQSEvent[]): string[] {
  return readRecords(events).map((record) => record.body);
}

async function counts(queueUrl: string): Promise<{ readonly waiting: number; readonly inFlight: number }> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
  );
  return {
    waiting: Number(Attributes.ApproximateNumberOfMessages),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
  };
}

async function expectRemaining(queueUrl: string, remaining: number): Promise<void> {
  const { waiting, inFlight } = await counts(queueUrl);
  expect(waiting + inFlight).toBe(remaining);
}
