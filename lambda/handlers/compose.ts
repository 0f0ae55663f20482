import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AwsClients } from '../adapters/aws-clients';
import { DynamoDocumentEvents } from '../adapters/dynamodb/dynamo-document-events';
import { DynamoEventStore } from '../adapters/dynamodb/dynamo-event-store';
import { DynamoReconcileStates } from '../adapters/dynamodb/dynamo-reconcile-states';
import { DynamoResultHolders } from '../adapters/dynamodb/dynamo-result-holders';
import { HttpsClient } from '../adapters/http/https-client';
import { S3RawStore } from '../adapters/s3/s3-raw-store';
import { S3ResultStore } from '../adapters/s3/s3-result-store';
import { SecretsManagerSecrets } from '../adapters/secrets/secrets-manager-secrets';
import { SqsWorkQueue } from '../adapters/sqs/sqs-work-queue';
import { describeIssues, type SecretsCache } from '../contracts/environment';
import type { SourceSettings } from '../contracts/source-settings';
import type { Policy } from '../domain/lifecycle/policy';
import type { WebhookProvider } from '../domain/provider/provider';
import type { Clock, Random, Telemetry } from '../usecases/ports';
import { ProviderGate } from '../usecases/process/provider-gate';
import type { Sources, WebhookSource } from '../usecases/source';

export interface TableAddress {
  readonly clients: Pick<AwsClients, 'dynamodb'>;
  readonly table: string;
}

/** Where the events are, and clients that reach them: from a function's environment, or from a stack's outputs. */
export interface EventsAddress extends TableAddress {
  readonly clients: Pick<AwsClients, 'dynamodb' | 'sqs'>;
  /** Provider → URL. */
  readonly queues: Readonly<Record<string, string>>;
  readonly policy: Policy;
}

export interface BucketAddress {
  readonly clients: Pick<AwsClients, 's3'>;
  readonly bucket: string;
}

export interface SecretsAddress {
  readonly clients: Pick<AwsClients, 'secrets'>;
  readonly secretsCache: SecretsCache;
}

/** The time of this machine. */
export const clock: Clock = { now: () => Date.now(), sleep: (milliseconds) => delay(milliseconds) };
/** Jitter from Math.random, tokens from the system's secure source. */
const random: Random = { fraction: () => Math.random(), token: () => randomUUID() };

// One function per group of adapters: a bundle contains only the groups that its handler calls.

/** What every function and command that changes events needs. */
export function createEventPorts({ clients, table, queues, policy }: EventsAddress, telemetry: Telemetry) {
  const store = new DynamoEventStore({ client: clients.dynamodb, table, clock });
  return { store, queue: new SqsWorkQueue(clients.sqs, queues), clock, random, telemetry, policy };
}

export function createRawStore({ clients, bucket }: BucketAddress): S3RawStore {
  return new S3RawStore(clients.s3, bucket);
}

export function createResultStore({ clients, bucket }: BucketAddress): S3ResultStore {
  return new S3ResultStore({ client: clients.s3, bucket, clock });
}

export function createResultHolders({ clients, table }: TableAddress) {
  return new DynamoResultHolders({ client: clients.dynamodb, table, clock });
}

/** What reconciliation reads and keeps beside the events. */
export function createReconcilePorts({ clients, table }: TableAddress) {
  return {
    documents: new DynamoDocumentEvents({ client: clients.dynamodb, table }),
    states: new DynamoReconcileStates({ client: clients.dynamodb, table, random }),
  };
}

/** For the providers' APIs. @param localOrigins exact origins that may be http and loopback */
export function createHttpsClient(localOrigins?: readonly string[]): HttpsClient {
  return new HttpsClient({ clock, localOrigins });
}

export function createGate(requestsPerSecond: number): ProviderGate {
  return new ProviderGate({ requestsPerSecond, clock });
}

/** One secret of each source. @param readArn which: signing key or API token */
export function createSecrets<S extends { readonly id: string }>(
  { clients, secretsCache }: SecretsAddress,
  sources: readonly S[],
  readArn: (source: S) => string,
): SecretsManagerSecrets {
  const arns = new Map(sources.map((source) => [source.id, readArn(source)]));
  return new SecretsManagerSecrets({ client: clients.secrets, arns, clock, cache: secretsCache });
}

/**
 * The sources a function serves, by id, each with its provider and that provider's parsed options.
 * @throws Error naming the source and what is wrong with its options
 */
export function createSources<P extends WebhookProvider>(
  settings: readonly SourceSettings[],
  getProvider: (id: string) => P,
): Sources<WebhookSource<P>> {
  return new Map(
    settings.map(({ id, provider: providerId, options, maxEventAgeSeconds, reconcile }) => {
      const provider = getProvider(providerId);
      const parsed = provider.optionsSchema.safeParse(options);
      if (!parsed.success) {
        throw new Error(`Source "${id}", options: ${describeIssues(parsed.error)}. Deploy the stack again.`);
      }
      return [id, { id, provider, options: parsed.data, maxEventAgeSeconds, reconcile }];
    }),
  );
}
