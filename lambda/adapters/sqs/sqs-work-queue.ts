import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { encodeMessage } from '../../domain/record/work-message';
import type { CallOptions, WorkQueue } from '../../usecases/ports';
import { abortable } from '../aws-clients';

export class SqsWorkQueue implements WorkQueue {
  constructor(
    private readonly client: SQSClient,
    /** Provider id → queue URL. */
    private readonly urls: Readonly<Record<string, string>>,
  ) {}

  /** @throws Error when this function was given no queue of the provider, and whatever the SDK throws */
  async send(provider: string, pk: string, delaySeconds: number, options?: CallOptions): Promise<void> {
    const url = Object.hasOwn(this.urls, provider) ? this.urls[provider] : undefined;
    if (url === undefined) {
      throw new Error(
        `Work queue: no queue of provider "${provider}", expected one of ${Object.keys(this.urls).join(', ')} ` +
          '(WORK_QUEUE_URLS). Deploy the stack again.',
      );
    }
    await this.client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: encodeMessage(pk),
        DelaySeconds: delaySeconds,
      }),
      abortable(options),
    );
  }
}
