import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetter, DeadLetterQueue } from '../usecases/ports';

/** Hides what was received from the next receive while a person decides. */
const VISIBILITY_SECONDS = 60;

/** The dead-letter queue of one provider. */
export class SqsDeadLetterQueue implements DeadLetterQueue {
  constructor(
    private readonly client: SQSClient,
    private readonly url: string,
  ) {}

  /** At most ten; none at all means empty for now. */
  async receive(): Promise<readonly DeadLetter[]> {
    const { Messages = [] } = await this.client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.url,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        VisibilityTimeout: VISIBILITY_SECONDS,
      }),
    );
    return Messages.map(({ Body, ReceiptHandle }) => ({ body: Body ?? '', receipt: ReceiptHandle ?? '' }));
  }

  async delete(letter: DeadLetter): Promise<void> {
    await this.client.send(new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle: letter.receipt }));
  }
}
