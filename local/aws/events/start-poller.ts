import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { EventSourceDescription } from '../deploy/deployment';
import type { Invocation } from '../lambda/local-function';
import { findSucceeded } from './batch-outcome';
import { toSqsEvent } from './sqs-event';

export interface PollerOptions {
  readonly source: EventSourceDescription;
  /** With the credentials of the function's role: Lambda feeds a function in its name. */
  readonly sqs: SQSClient;
  /** Time-out of the function that is fed. */
  readonly functionTimeoutSeconds: number;
  readonly region: string;
  readonly invoke: (functionId: string, event: unknown) => Promise<Invocation>;
  readonly onLine?: (line: string) => void;
}

export interface Poller {
  /** Takes no further messages; settles when what is under way has ended. */
  stop(): Promise<void>;
}

/** Without a maximum Lambda would scale far beyond what a laptop runs. */
const DEFAULT_CONCURRENCY = 4;
const LONG_POLL_SECONDS = 20;
/** SQS gives at most this many messages at once. */
const RECEIVE_AT_MOST = 10;
const AFTER_ERROR_MS = 1_000;

/**
 * Starts what Lambda does for an SQS event source: batches in, as many at once as the mapping allows, what succeeded deleted.
 * @throws Error where Lambda would refuse to create the mapping
 */
export async function startPoller(options: PollerOptions): Promise<Poller> {
  await expectUsableQueue(options);
  const stopping = new AbortController();
  const workers = options.source.maximumConcurrency ?? DEFAULT_CONCURRENCY;
  const ended = Promise.all(
    Array.from({ length: workers }, () => new PollerWorker(options, stopping.signal).run()),
  );
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

/** Lambda looks at the queue first (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html). */
async function expectUsableQueue({ source, sqs, functionTimeoutSeconds }: PollerOptions): Promise<void> {
  const { queueUrl, functionLogicalId } = source;
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: ['VisibilityTimeout'],
  });
  const { Attributes } = await sqs.send(command).catch((error: Error) => {
    throw new Error(
      `Event source of ${functionLogicalId}: cannot read its queue. ${error.name}: ${error.message}`,
    );
  });
  const visibility = Number(Attributes?.VisibilityTimeout);
  if (visibility < functionTimeoutSeconds) {
    throw new Error(
      `Event source of ${functionLogicalId}: got a queue with a visibility timeout of ${visibility} s, expected at least the function's ${functionTimeoutSeconds} s.`,
    );
  }
}

/** One of the mapping's concurrent consumers. */
class PollerWorker {
  constructor(
    private readonly options: PollerOptions,
    private readonly stopping: AbortSignal,
  ) {}

  async run(): Promise<void> {
    while (!this.stopping.aborted) {
      try {
        const batch = await this.collect();
        if (batch.length > 0) {
          await this.handle(batch);
        }
      } catch (error) {
        await this.afterError(error);
      }
    }
  }

  /** Waits for a first message; fills the batch up for as long as the mapping's window says. */
  private async collect(): Promise<readonly Message[]> {
    const { batchSize, maximumBatchingWindowSeconds } = this.options.source;
    const batch = [...(await this.receive(batchSize, LONG_POLL_SECONDS))];
    const until = Date.now() + maximumBatchingWindowSeconds * 1000;
    while (batch.length > 0 && batch.length < batchSize && !this.stopping.aborted) {
      const secondsLeft = Math.ceil((until - Date.now()) / 1000);
      if (secondsLeft <= 0) {
        break;
      }
      batch.push(...(await this.receive(batchSize - batch.length, secondsLeft)));
    }
    return batch;
  }

  private async receive(atMost: number, waitSeconds: number): Promise<readonly Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.options.source.queueUrl,
      MaxNumberOfMessages: Math.min(atMost, RECEIVE_AT_MOST),
      WaitTimeSeconds: Math.min(waitSeconds, LONG_POLL_SECONDS),
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await this.options.sqs.send(command, { abortSignal: this.stopping });
    return Messages;
  }

  /** What is not deleted comes again after the queue's visibility timeout. */
  private async handle(batch: readonly Message[]): Promise<void> {
    const { source, region, invoke } = this.options;
    const event = toSqsEvent(batch, { queueArn: source.queueArn, region });
    const result = await invoke(source.functionLogicalId, event);
    const ids = batch.map((message) => message.MessageId ?? '');
    const succeeded = new Set(findSucceeded(ids, result, source.reportBatchItemFailures));
    await this.remove(batch.filter((message) => succeeded.has(message.MessageId ?? '')));
  }

  private async remove(messages: readonly Message[]): Promise<void> {
    for (let from = 0; from < messages.length; from += RECEIVE_AT_MOST) {
      await this.options.sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.options.source.queueUrl,
          Entries: messages
            .slice(from, from + RECEIVE_AT_MOST)
            .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
        }),
      );
    }
  }

  private async afterError(error: unknown): Promise<void> {
    if (this.stopping.aborted) {
      return;
    }
    this.options.onLine?.(`queue poller: ${(error as Error).name}: ${(error as Error).message}`);
    await sleep(AFTER_ERROR_MS, undefined, { signal: this.stopping }).catch(() => {});
  }
}
