import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { SecretsCache } from '../lambda/contracts/environment';
import { type AlarmLevel, OUTPUTS, type SourceOutput } from '../lambda/contracts/outputs';
import type { Policy } from '../lambda/domain/lifecycle/policy';
import type { SourceConfig } from './config/config';
import type { ProviderPipeline } from './functions/provider-pipeline';
import { listPace } from './functions/reconciliation';
import type { SourceSecrets } from './sources/source-secrets';
import { asciiJson } from './sources/source-settings';
import type { EventStore } from './storage/event-store';
import type { InboxBucket } from './storage/inbox-bucket';
import type { WebhookApi } from './webhook-api';

export interface OutputParts {
  readonly sources: readonly SourceConfig[];
  readonly policy: Policy;
  readonly secretsCache: SecretsCache;
  readonly alarmLevel: AlarmLevel;
  readonly api: WebhookApi;
  readonly secrets: SourceSecrets;
  readonly eventStore: EventStore;
  readonly bucket: InboxBucket;
  readonly pipelines: readonly ProviderPipeline[];
}

/** Adds every output; directly to the stack, so that each keeps its plain name. */
export function addOutputs(stack: Stack, parts: OutputParts): void {
  for (const [name, { value, description }] of Object.entries(outputsOf(parts))) {
    new CfnOutput(stack, name, { value, description });
  }
}

interface OutputValue {
  readonly value: string;
  readonly description: string;
}

function outputsOf(parts: OutputParts): Record<string, OutputValue> {
  return {
    [OUTPUTS.eventTableName]: output(parts.eventStore.table.tableName, 'DynamoDB table of the event records'),
    [OUTPUTS.bucketName]: output(parts.bucket.bucket.bucketName, 'Bucket of the results and raw bodies'),
    [OUTPUTS.apiId]: output(parts.api.apiId, 'HTTP API of the webhooks, by which its metrics are found'),
    [OUTPUTS.sources]: output(asciiJson(describeSources(parts)), 'For tools: the sources'),
    [OUTPUTS.policy]: output(JSON.stringify(parts.policy), 'For tools: times and limits of the functions'),
    [OUTPUTS.secretsCache]: output(
      JSON.stringify(parts.secretsCache),
      'For tools: how long secrets are cached',
    ),
    [OUTPUTS.alarmLevel]: output(parts.alarmLevel, 'Which alarms exist: monitoring.alarms'),
    ...Object.assign({}, ...parts.sources.map((source) => ofSource(source, parts))),
    ...Object.assign({}, ...parts.pipelines.map(ofPipeline)),
  };
}

function describeSources({ sources, pipelines }: OutputParts): readonly SourceOutput[] {
  const paces = new Map(pipelines.map(({ provider }) => [provider.id, listPace(provider, sources)]));
  return sources.map((source) => {
    const { id, provider, options, maxEventAgeSeconds, reconcile } = source;
    const listRequestsPerSecond = paces.get(provider);
    return { id, provider, options, maxEventAgeSeconds, reconcile, listRequestsPerSecond };
  });
}

/** A secret's name here is its ARN: it is taken wherever a name is, and cannot be mistaken for another's. */
function ofSource(source: SourceConfig, { api, secrets }: OutputParts): Record<string, OutputValue> {
  const { signing, apiToken } = secrets.of(source);
  return {
    [OUTPUTS.webhookUrl(source.id)]: output(api.urlOf(source), `Enter this at ${source.provider}`),
    [OUTPUTS.signingSecretName(source.id)]: output(signing.secretArn, 'Put the webhook signing key here'),
    [OUTPUTS.apiTokenSecretName(source.id)]: output(apiToken.secretArn, 'Put the API token here'),
  };
}

function ofPipeline({ provider, workQueue }: ProviderPipeline): Record<string, OutputValue> {
  const { queue, deadLetters } = workQueue;
  return {
    [OUTPUTS.queueUrl(provider.id)]: output(queue.queueUrl, `Work queue of ${provider.name}`),
    [OUTPUTS.deadLetterQueueUrl(provider.id)]: output(
      deadLetters.queueUrl,
      `Messages of ${provider.name} our own code broke on`,
    ),
  };
}

function output(value: string, description: string): OutputValue {
  return { value, description };
}
