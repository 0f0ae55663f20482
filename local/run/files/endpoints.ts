import type { RunDescription } from '../../../cli/connection/local-runs';
import type { SecretsCache } from '../../../lambda/contracts/environment';
import {
  findInboxes,
  findLogGroups,
  OUTPUTS,
  type SourceOutput,
  type StackOutputs,
} from '../../../lambda/contracts/outputs';
import type { Policy } from '../../../lambda/domain/lifecycle/policy';
import { ADMINISTRATORS } from '../../aws/access-keys';
import type { Deployment } from '../../aws/deploy/deployment';
import type { LocalSource, SourceSecrets } from '../local-sources';

/** Everything a client needs to work with a running local stack. */
export interface Endpoints {
  /** Which run this is. */
  readonly run: RunDescription;
  /** Base URL of the webhooks. */
  readonly api: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly endpoints: Readonly<Record<'dynamodb' | 'sqs' | 's3' | 'secretsmanager', string>>;
  readonly table: string;
  readonly bucket: string;
  /** Provider → URL. */
  readonly queues: Readonly<Record<string, string>>;
  readonly deadLetterQueues: Readonly<Record<string, string>>;
  /** Function → how `run.logFile` names it. */
  readonly functions: Readonly<Record<string, string>>;
  /** Source → names of its secrets. */
  readonly secrets: Readonly<Record<string, { readonly signing: string; readonly apiToken: string }>>;
  readonly sources: readonly SourceEndpoint[];
  /** The functions' times and limits. */
  readonly policy: Policy;
  /** How long the functions cache secrets. */
  readonly secretsCache: SecretsCache;
  /** Provider → base URL of its simulator. */
  readonly simulators: Readonly<Record<string, string>>;
}

export interface SourceEndpoint extends SourceOutput {
  readonly url: string;
  /** The newest live key. */
  readonly signingSecret: string;
}

export interface EndpointInputs {
  readonly run: RunDescription;
  readonly api: string;
  readonly awsUrl: string;
  readonly region: string;
  readonly deployment: Deployment;
  readonly sources: readonly LocalSource[];
  readonly secrets: ReadonlyMap<string, SourceSecrets>;
  readonly simulators: Readonly<Record<string, string>>;
  /** Provider → base URL of its API as the functions call it. */
  readonly providerUrls: Readonly<Record<string, string>>;
}

/** The account's administrator: the key says who calls, signatures are not checked. */
const CREDENTIALS = { accessKeyId: ADMINISTRATORS.operator, secretAccessKey: 'local' };

export function createEndpoints(parts: EndpointInputs): Endpoints {
  const { run, api, awsUrl, region, sources, simulators } = parts;
  const [outputs = {}] = findInboxes(parts.deployment.outputs).values();
  const providers = [...new Set(sources.map((source) => source.provider))];
  return {
    run,
    api,
    region,
    credentials: CREDENTIALS,
    endpoints: { dynamodb: awsUrl, sqs: awsUrl, s3: awsUrl, secretsmanager: awsUrl },
    table: outputs[OUTPUTS.eventTableName] ?? '',
    bucket: outputs[OUTPUTS.bucketName] ?? '',
    queues: byKey(providers, (id) => outputs[OUTPUTS.queueUrl(id)] ?? ''),
    deadLetterQueues: byKey(providers, (id) => outputs[OUTPUTS.deadLetterQueueUrl(id)] ?? ''),
    functions: functionsByName(outputs, parts.deployment),
    secrets: Object.fromEntries(
      sources.map(({ id, signingSecretArn, apiTokenSecretArn }) => [
        id,
        { signing: signingSecretArn, apiToken: apiTokenSecretArn },
      ]),
    ),
    sources: sourceEndpoints(outputs, parts),
    policy: JSON.parse(outputs[OUTPUTS.policy] ?? '') as Policy,
    secretsCache: JSON.parse(outputs[OUTPUTS.secretsCache] ?? '') as SecretsCache,
    simulators,
  };
}

/** By the name that a deployed stack's outputs give it, too. */
function functionsByName(outputs: StackOutputs, { functions }: Deployment): Record<string, string> {
  const named = Object.entries(findLogGroups(outputs)).flatMap(([name, group]) => {
    const found = functions.find(({ logGroup }) => logGroup === group);
    return found ? [[name, found.logicalId] as const] : [];
  });
  return Object.fromEntries(named);
}

function sourceEndpoints(
  outputs: StackOutputs,
  { api, secrets, providerUrls }: EndpointInputs,
): readonly SourceEndpoint[] {
  const described = JSON.parse(outputs[OUTPUTS.sources] ?? '') as readonly SourceOutput[];
  return described.map((source) => {
    const baseUrl = providerUrls[source.provider];
    return {
      ...source,
      options: { ...source.options, ...(baseUrl !== undefined && { baseUrl }) },
      // On this machine, also of an inbox with a domain name of its own.
      url: new URL(new URL(outputs[OUTPUTS.webhookUrl(source.id)] ?? api).pathname, api).href,
      signingSecret: secrets.get(source.id)?.signingKey ?? '',
    };
  });
}

function byKey(keys: readonly string[], value: (key: string) => string): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, value(key)]));
}

/** The endpoints as a person reads them in a terminal. */
export function describeEndpoints(endpoints: Endpoints): string {
  const { credentials, region } = endpoints;
  const sections: Record<string, Readonly<Record<string, string>>> = {
    'Webhooks, and the key to sign them with': Object.fromEntries(
      endpoints.sources.map(({ id, url, signingSecret }) => [id, `POST ${url}   ${signingSecret}`]),
    ),
    'AWS endpoint (DynamoDB, SQS, S3, Secrets Manager)': {
      url: endpoints.endpoints.dynamodb,
      credentials: `region ${region}, access key ${credentials.accessKeyId}, secret key ${credentials.secretAccessKey}`,
      table: endpoints.table,
      bucket: endpoints.bucket,
    },
    Queues: endpoints.queues,
    'Dead-letter queues': endpoints.deadLetterQueues,
    Secrets: Object.fromEntries(
      Object.entries(endpoints.secrets).flatMap(([source, { signing, apiToken }]) => [
        [`${source} signing`, signing],
        [`${source} API token`, apiToken],
      ]),
    ),
    'Provider simulators': endpoints.simulators,
  };
  return Object.entries(sections)
    .filter(([, rows]) => Object.keys(rows).length > 0)
    .map(([title, rows]) => `${title}\n${table(rows)}`)
    .join('\n\n');
}

function table(rows: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  return Object.entries(rows)
    .map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
    .join('\n');
}
