import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetter, DeadLetterReader } from '../../usecases/ports';

/** Hides what was received from the next receive while a person decides. */
const VISIBILITY_SECONDS = 60;

/** What SQS takes and gives in one call. */
const BATCH = 10;

export class SqsDeadLetterQueue implements DeadLetterReader {
  constructor(
    private readonly client: SQSClient,
    private readonly url: string,
  ) {}

  /** At most ten; none at all means empty for now. */
  async receive(max = BATCH): Promise<readonly DeadLetter[]> {
    const { Messages = [] } = await this.client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.url,
        MaxNumberOfMessages: Math.min(max, BATCH),
        WaitTimeSeconds: 1,
        VisibilityTimeout: VISIBILITY_SECONDS,
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      }),
    );
    return Messages.map(toDeadLetter);
  }

  async delete(message: DeadLetter): Promise<void> {
    await this.client.send(new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle: message.receipt }));
  }

  async release(messages: readonly DeadLetter[]): Promise<void> {
    for (let from = 0; from < messages.length; from += BATCH) {
      const Entries = messages.slice(from, from + BATCH).map(({ receipt }, index) => ({
        Id: String(index),
        ReceiptHandle: receipt,
        VisibilityTimeout: 0,
      }));
      await this.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.url, Entries }));
    }
  }

  async inFlight(): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessagesNotVisible' as const];
    const { Attributes } = await this.client.send(
      new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames }),
    );
    return Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0);
  }
}

function toDeadLetter({ Body, ReceiptHandle, MessageId, Attributes }: Message): DeadLetter {
  return {
    body: Body ?? '',
    receipt: ReceiptHandle ?? '',
    id: MessageId,
    sentAt: toNumber(Attributes?.SentTimestamp),
    receives: toNumber(Attributes?.ApproximateReceiveCount),
  };
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
