import { DynamoDocumentEvents } from '../../lambda/adapters/dynamodb/dynamo-document-events';
import { DynamoReconcileStates } from '../../lambda/adapters/dynamodb/dynamo-reconcile-states';
import { S3StoredDocuments } from '../../lambda/adapters/s3/s3-stored-documents';
import { SecretsManagerSecrets } from '../../lambda/adapters/secrets/secrets-manager-secrets';
import { ProviderGate } from '../../lambda/usecases/process/provider-gate';
import type { ReconcileDeps } from '../../lambda/usecases/reconcile/reconcile-deps';
import type { Source } from '../../lambda/usecases/source';
import type { Inbox, SourceAddress } from '../inbox';

/** What reconciling one source by hand needs: the reconciler function's own adapters, and S3 for a backfill. */
export function reconcileDeps(source: Source, inbox: Inbox, warn: (text: string) => void): ReconcileDeps {
  const { clients, table, bucket, sources, secretsCache } = inbox.connection;
  const deps = inbox.deps(warn);
  const { clock, random } = deps;
  const arns = new Map(sources.map(({ id, apiTokenSecret }) => [id, apiTokenSecret]));
  return {
    ...deps,
    documents: new DynamoDocumentEvents({ client: clients.dynamodb, table }),
    states: new DynamoReconcileStates({ client: clients.dynamodb, table, random }),
    stored: new S3StoredDocuments(clients.s3, bucket),
    tokens: new SecretsManagerSecrets({ client: clients.secrets, arns, clock, cache: secretsCache }),
    http: inbox.http,
    gate: new ProviderGate({ requestsPerSecond: listRate(source, sources), clock }),
  };
}

/** Pages per second, as configured for the functions; of a stack that does not say so, the provider's own. */
export function listRate({ id, provider }: Source, addresses: readonly SourceAddress[]): number {
  const address = addresses.find((one) => one.id === id);
  return address?.listRequestsPerSecond ?? provider.manifest.pressure.listRequestsPerSecond;
}
