import { Duration, Stack } from 'aws-cdk-lib';
import { EventSourceMapping, RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { providerPressureEnv } from '../../lambda/contracts/environment';
import type { ProviderConfig, SourceConfig } from '../config/config';
import type { Timing } from '../config/timing';
import type { SourceSecrets } from '../sources/source-secrets';
import type { SourceSettings } from '../sources/source-settings';
import type { EventStore } from '../storage/event-store';
import type { InboxBucket } from '../storage/inbox-bucket';
import type { InboxKey } from '../storage/inbox-key';
import { grantSend, WorkQueue } from '../storage/work-queue';
import { type FunctionDefaults, InboxFunction } from './inbox-function';

export interface ProviderPipelineProps {
  readonly provider: ProviderConfig;
  /** The provider's own. */
  readonly sources: readonly SourceConfig[];
  readonly timing: Timing;
  readonly functions: FunctionDefaults;
  /** @default queues are encrypted with the key SQS owns */
  readonly key?: InboxKey | undefined;
  readonly eventStore: EventStore;
  readonly bucket: InboxBucket;
  readonly secrets: SourceSecrets;
  readonly settings: SourceSettings;
}

/** Queue, dead-letter queue and processor of one provider, so that a slow provider delays no other. */
export class ProviderPipeline extends Construct {
  readonly provider: ProviderConfig;
  readonly workQueue: WorkQueue;
  readonly processor: InboxFunction;

  constructor(scope: Construct, id: string, props: ProviderPipelineProps) {
    super(scope, id);
    const { provider, timing, key } = props;
    const { inBatchConcurrency, requestsPerSecond, maxConcurrency } = provider.pressure;
    this.provider = provider;
    this.workQueue = new WorkQueue(this, 'Queue', { provider: provider.id, timing, key });
    this.processor = new InboxFunction(this, 'Processor', {
      ...props.functions,
      handler: 'process',
      description: `Fetches the results of ${provider.name} and stores them`,
      timeout: Duration.seconds(timing.processorTimeoutSeconds),
      // A retry is a message to the queue it came from. Lambda would drop the 17th of one event as a recursive loop; retries end
      // by age (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html).
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.eventStore.grantProcess(this.processor);
    if (props.sources.some(({ reconcile }) => reconcile !== undefined)) {
      props.eventStore.grantShareResults(this.processor);
    }
    props.bucket.grantProcess(this.processor, provider);
    props.secrets.grantApiTokens(this.processor, provider.id);
    props.settings.grantRead(this.processor);
    grantSend(this.processor, [this.workQueue]);
    this.processor.provide(providerPressureEnv, {
      PROVIDER: provider.id,
      // The processes that AWS may run at once share the provider's requests per second.
      PRESSURE: Stack.of(this).toJsonString({
        inBatchConcurrency,
        requestsPerSecond: requestsPerSecond / maxConcurrency,
        eventBudgetSeconds: timing.eventBudgetSeconds,
      }),
    });
    this.workQueue.grantReceive(this.processor);
    new EventSourceMapping(this, 'Feed', {
      target: this.processor.lambda,
      eventSourceArn: this.workQueue.queue.queueArn,
      batchSize: timing.batchSize,
      maxBatchingWindow: Duration.seconds(timing.maxBatchingWindowSeconds),
      maxConcurrency,
      reportBatchItemFailures: true,
    });
  }
}
