import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { pascalCase } from '../../lambda/contracts/outputs';
import type { Policy } from '../../lambda/domain/lifecycle/policy';
import { type Config, type SourceConfig, toPolicy } from '../config/config';
import { type FunctionDefaults, InboxFunction } from '../functions/inbox-function';
import { ProviderPipeline } from '../functions/provider-pipeline';
import { type Reconciler, Reconciliation } from '../functions/reconciliation';
import { SweepSchedule } from '../functions/sweep-schedule';
import { addMonitoring } from '../monitoring/monitoring';
import { SourceSecrets } from '../sources/source-secrets';
import { SourceSettings } from '../sources/source-settings';
import { EventStore } from '../storage/event-store';
import { InboxBucket } from '../storage/inbox-bucket';
import { dataRemovalPolicy, InboxKey } from '../storage/inbox-key';
import { grantSend } from '../storage/work-queue';
import { type OwnDomain, WebhookApi } from '../webhook-api';
import { toInboxName } from './inbox-id';
import { addOutputs } from './inbox-outputs';

/** What an inbox takes from outside instead of making it. */
export interface ExistingResources {
  /** Used when the configuration asks for a customer-managed key. */
  readonly key?: IKey | undefined;
  readonly alarmTopic?: ITopic | undefined;
  /** For S3 server access logs. */
  readonly accessLogBucket?: IBucket | undefined;
  readonly domain?: OwnDomain | undefined;
  /** @default what `protectData` of the configuration says */
  readonly removalPolicy?: RemovalPolicy | undefined;
}

interface StoreParts {
  readonly key: InboxKey | undefined;
  readonly eventStore: EventStore;
  readonly bucket: InboxBucket;
  readonly secrets: SourceSecrets;
  readonly settings: SourceSettings;
}

export interface InboxParts extends StoreParts {
  readonly sources: readonly SourceConfig[];
  readonly policy: Policy;
  readonly api: WebhookApi;
  readonly ingest: InboxFunction;
  readonly pipelines: readonly ProviderPipeline[];
  readonly sweeper: InboxFunction;
  readonly reconcilers: readonly Reconciler[];
  /** The composite alarm first. */
  readonly alarms: readonly IAlarm[];
}

/** Makes every resource of an inbox below `scope`. */
export function composeInbox(scope: Construct, config: Config, existing: ExistingResources = {}): InboxParts {
  const { sources, timing, throttling } = config;
  const stores = createStores(scope, config, existing);
  const { key, eventStore, bucket, secrets, settings } = stores;
  const functions = toFunctionDefaults(scope, config, key);
  const { policy, logRetention, logKey, inboxName } = functions;
  const shared = { timing, eventStore, functions, settings };
  const pipelines = config.providers.map((provider) => {
    const own = sources.filter((source) => source.provider === provider.id);
    const props = { ...shared, provider, sources: own, bucket, secrets, key };
    return new ProviderPipeline(scope, pascalCase(provider.id), props);
  });
  const queues = pipelines.map(({ workQueue }) => workQueue);

  const ingest = new InboxFunction(scope, 'Ingest', {
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

  const { domain, alarmTopic } = existing;
  const toApi = { sources, ingest, throttling, logRetention, logKey, inboxName, domain };
  const api = new WebhookApi(scope, 'Webhooks', toApi);
  const { sweeper } = new SweepSchedule(scope, 'Sweep', { ...shared, bucket, queues, sources });
  const asked = { sources, pipelines, functions, eventStore, secrets, settings };
  const { reconcilers } = new Reconciliation(scope, 'Reconciliation', asked);
  const watched = { sources, api, ingest, pipelines, sweeper, reconcilers, eventStore };
  const alarms = addMonitoring(scope, config, { ...watched, timing, retry: config.retry }, alarmTopic);
  const parts = { ...stores, ...watched, policy, alarms };
  addOutputs(scope, config, parts);
  return parts;
}

function createStores(scope: Construct, config: Config, existing: ExistingResources): StoreParts {
  const { sources, retention, deletionProtection, encryption } = config;
  const { accessLogBucket, removalPolicy = dataRemovalPolicy(config.protectData) } = existing;
  const inboxName = toInboxName(scope);
  const key = encryption.customerManagedKey
    ? new InboxKey(scope, 'Key', { removalPolicy, logs: encryption.logs, existing: existing.key, inboxName })
    : undefined;
  const stored = { removalPolicy, key };
  const eventStore = new EventStore(scope, 'EventStore', { ...stored, deletionProtection });
  const bucket = new InboxBucket(scope, 'Bucket', { ...stored, retention, accessLogBucket, inboxName });
  const secrets = new SourceSecrets(scope, 'Secrets', { ...stored, sources, cache: config.secrets });
  const settings = new SourceSettings(scope, 'Settings', { sources, secrets, key });
  return { key, eventStore, bucket, secrets, settings };
}

function toFunctionDefaults(scope: Construct, config: Config, key: InboxKey | undefined): FunctionDefaults {
  const { logLevel, tracing, fips, encryption } = config;
  const logRetention: RetentionDays = config.retention.logDays;
  const logKey = encryption.logs ? key?.key : undefined;
  const inboxName = toInboxName(scope);
  return { policy: toPolicy(config), logRetention, logLevel, logKey, tracing, fips, inboxName };
}
