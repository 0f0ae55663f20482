import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { pascalCase } from '../lambda/contracts/outputs';
import { definedOnly } from '../lambda/domain/text/defined-only';
import { type Config, toPolicy } from './config/config';
import { type FunctionDefaults, InboxFunction } from './functions/inbox-function';
import { ProviderPipeline } from './functions/provider-pipeline';
import { Reconciliation } from './functions/reconciliation';
import { SweepSchedule } from './functions/sweep-schedule';
import { addMonitoring } from './monitoring/monitoring';
import { addOutputs } from './outputs';
import { SourceSecrets } from './sources/source-secrets';
import { SourceSettings } from './sources/source-settings';
import { EventStore } from './storage/event-store';
import { InboxBucket } from './storage/inbox-bucket';
import { InboxKey } from './storage/inbox-key';
import { grantSend } from './storage/work-queue';
import { WebhookApi } from './webhook-api';

export interface ExtractionInboxStackProps extends StackProps {
  readonly config: Config;
}

/** The whole inbox: composes its capabilities, and defines no resource itself. */
export class ExtractionInboxStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...stackProps }: ExtractionInboxStackProps) {
    const { stackName, env, tags, terminationProtection } = config;
    const chosen = definedOnly({ stackName, env: env && definedOnly(env) });
    super(scope, id, { terminationProtection, tags, ...chosen, ...stackProps });
    const { sources, timing, retention, throttling, protectData, deletionProtection, encryption } = config;
    const key = encryption.customerManagedKey
      ? new InboxKey(this, 'Key', { protectData, logs: encryption.logs })
      : undefined;
    const logKey = encryption.logs ? key?.key : undefined;
    const logRetention: RetentionDays = retention.logDays;
    const policy = toPolicy(config);
    const { logLevel, tracing, fips, accessLogBucketName } = config;
    const functions: FunctionDefaults = { policy, logRetention, logLevel, logKey, tracing, fips };

    const eventStore = new EventStore(this, 'EventStore', { protectData, deletionProtection, key });
    const bucket = new InboxBucket(this, 'Inbox', { protectData, retention, key, accessLogBucketName });
    const secrets = new SourceSecrets(this, 'Secrets', { protectData, sources, cache: config.secrets, key });
    const settings = new SourceSettings(this, 'Settings', { sources, secrets, key });
    const shared = { timing, eventStore, functions, settings };
    const pipelines = config.providers.map((provider) => {
      const own = sources.filter((source) => source.provider === provider.id);
      const props = { ...shared, provider, sources: own, bucket, secrets, key };
      return new ProviderPipeline(this, pascalCase(provider.id), props);
    });
    const queues = pipelines.map(({ workQueue }) => workQueue);

    const ingest = new InboxFunction(this, 'Ingest', {
      ...functions,
      handler: 'ingest',
      description: 'Verifies webhooks and claims their events',
      timeout: Duration.seconds(timing.ingestTimeoutSeconds),
      reservedConcurrency: config.reservedConcurrency.ingest,
    });
    eventStore.grantClaim(ingest);
    bucket.grantPutBodies(ingest);
    secrets.grantSigning(ingest);
    settings.grantRead(ingest);
    grantSend(ingest, queues);

    const api = new WebhookApi(this, 'Webhooks', { sources, ingest, throttling, logRetention, logKey });
    const { sweeper } = new SweepSchedule(this, 'Sweep', { ...shared, bucket, queues, sources });
    const asked = { sources, pipelines, functions, eventStore, secrets, settings };
    const { reconcilers } = new Reconciliation(this, 'Reconciliation', asked);
    const watched = { sources, api, ingest, pipelines, sweeper, reconcilers, eventStore };
    addMonitoring(this, config, { ...watched, timing, retry: config.retry });
    addOutputs(this, config, { policy, api, secrets, eventStore, bucket, pipelines });
  }
}
