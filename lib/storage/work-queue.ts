import { Duration, Stack } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { workQueueEnv } from '../../lambda/contracts/environment';
import { MAX_CRASHES } from '../../lambda/domain/lifecycle/policy';
import type { Timing } from '../config/timing';
import type { InboxFunction } from '../functions/inbox-function';
import type { InboxKey } from './inbox-key';

export interface WorkQueueProps {
  /** Id of the provider this queue belongs to: a slow one delays no other. */
  readonly provider: string;
  readonly timing: Timing;
  /** @default the key SQS owns: free, and no call to KMS */
  readonly key?: InboxKey | undefined;
}

/** References to the open events of one provider, and the dead-letter queue: messages that the processor crashed on. */
export class WorkQueue extends Construct {
  readonly provider: string;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly key: InboxKey | undefined;

  constructor(scope: Construct, id: string, { provider, timing, key }: WorkQueueProps) {
    super(scope, id);
    this.provider = provider;
    this.key = key;
    const secured = {
      enforceSSL: true,
      ...(key
        ? // SQS may use one data key for an hour; the default of five minutes would cost twelve times the calls to KMS.
          { encryption: QueueEncryption.KMS, encryptionMasterKey: key.key, dataKeyReuse: Duration.hours(1) }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...secured,
      retentionPeriod: Duration.days(timing.deadLetterRetentionDays),
    });
    this.queue = new Queue(this, 'Messages', {
      ...secured,
      visibilityTimeout: Duration.seconds(timing.visibilitySeconds),
      retentionPeriod: Duration.days(timing.queueRetentionDays),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_CRASHES },
    });
  }

  /**
   * Processor: what Lambda needs to feed a function from this queue, on its behalf; the same three as AWS's own
   * AWSLambdaSQSQueueExecutionRole. A failed message comes back by its visibility time-out.
   */
  grantReceive(fn: InboxFunction): void {
    fn.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [this.queue.queueArn], {
      why: 'Lambda reads the queue on behalf of the function.',
    });
    this.key?.grantUse(fn, 'sqs', ['kms:Decrypt']);
  }
}

/** Lets a function send to these queues. One call for all of them, since one variable names them all. */
export function grantSend(fn: InboxFunction, queues: readonly WorkQueue[]): void {
  fn.allow(
    ['sqs:SendMessage'],
    queues.map(({ queue }) => queue.queueArn),
    { why: 'Sends an event to a processor, now or with a delay.' },
  );
  for (const { key } of queues) {
    key?.grantUse(fn, 'sqs', ['kms:GenerateDataKey', 'kms:Decrypt']);
  }
  const urls = Object.fromEntries(queues.map(({ provider, queue }) => [provider, queue.queueUrl]));
  fn.provide(workQueueEnv, { WORK_QUEUE_URLS: Stack.of(fn).toJsonString(urls) });
}
