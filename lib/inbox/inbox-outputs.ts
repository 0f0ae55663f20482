import type { Construct } from 'constructs';
import { OUTPUTS, type SourceOutput } from '../../lambda/contracts/outputs';
import type { Policy } from '../../lambda/domain/lifecycle/policy';
import type { Config } from '../config/config';
import type { ProviderPipeline } from '../functions/provider-pipeline';
import { divideListRate } from '../functions/reconciliation';
import type { SourceSecrets } from '../sources/source-secrets';
import { toAsciiJson } from '../sources/source-settings';
import type { EventStore } from '../storage/event-store';
import type { InboxBucket } from '../storage/inbox-bucket';
import type { WebhookApi } from '../webhook-api';
import { addOutput, toInboxName } from './inbox-id';

interface OutputParts {
  readonly policy: Policy;
  readonly api: WebhookApi;
  readonly secrets: SourceSecrets;
  readonly eventStore: EventStore;
  readonly bucket: InboxBucket;
  readonly pipelines: readonly ProviderPipeline[];
}

/** Adds every output by which people and tools find the parts of an inbox. */
export function addOutputs(scope: Construct, config: Config, parts: OutputParts): void {
  const { sources } = config;
  const { api, secrets, eventStore, bucket, pipelines } = parts;
  const add = (name: string, value: string, description: string) =>
    addOutput(scope, name, value, description);
  const rates = new Map(pipelines.map(({ provider }) => [provider.id, divideListRate(provider, sources)]));
  const described = sources.map(
    ({ id, provider, options, maxEventAgeSeconds, reconcile }): SourceOutput => ({
      id,
      provider,
      options,
      maxEventAgeSeconds,
      reconcile,
      listRequestsPerSecond: rates.get(provider),
    }),
  );
  add(OUTPUTS.eventTableName, eventStore.table.tableName, 'DynamoDB table with the event records');
  add(OUTPUTS.bucketName, bucket.bucket.bucketName, 'S3 bucket with the results and raw bodies');
  add(OUTPUTS.apiId, api.apiId, 'ID of the HTTP API that receives the webhooks');
  add(OUTPUTS.metricNamespace, toInboxName(scope), 'Namespace of the metrics in CloudWatch');
  add(OUTPUTS.sources, toAsciiJson(described), 'For the command line: the sources');
  add(
    OUTPUTS.policy,
    JSON.stringify(parts.policy),
    'For the command line: times and limits of the functions',
  );
  add(
    OUTPUTS.secretsCache,
    JSON.stringify(config.secrets),
    'For the command line: how long secrets are cached',
  );
  add(OUTPUTS.alarmLevel, config.monitoring.alarms, 'Which alarms exist (monitoring.alarms)');
  for (const source of sources) {
    // The ARN instead of the name: Secrets Manager accepts either, and only the ARN is unambiguous.
    const { signing, apiToken } = secrets.get(source.id);
    add(OUTPUTS.webhookUrl(source.id), api.getUrl(source.id), `Register this URL at ${source.provider}`);
    add(
      OUTPUTS.signingSecretName(source.id),
      signing.secretArn,
      'Store the webhook signing key in this secret',
    );
    add(OUTPUTS.apiTokenSecretName(source.id), apiToken.secretArn, 'Store the API token in this secret');
  }
  for (const { provider, workQueue } of pipelines) {
    const { queue, deadLetters } = workQueue;
    add(OUTPUTS.queueUrl(provider.id), queue.queueUrl, `Work queue of ${provider.name}`);
    add(
      OUTPUTS.deadLetterQueueUrl(provider.id),
      deadLetters.queueUrl,
      `Dead-letter queue of ${provider.name}: the messages its processor crashed on`,
    );
  }
}
