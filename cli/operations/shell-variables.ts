import { ENDPOINT_VARIABLES } from '../connection/client-config';
import type { Connection, SourceAddress } from '../connection/connection';

/** What a shell needs so that the `aws` commands of README and docs work as they are written. */
export interface ShellVariables {
  readonly set: Readonly<Record<string, string>>;
  /** What would send the AWS CLI elsewhere, or with other credentials. */
  readonly unset: readonly string[];
}

/** The AWS CLI reads both, each in another of its versions. */
const REGION_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;

/** Settings that the AWS CLI would prefer to those of the local run, or add to them. */
const NOT_LOCAL = ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] as const;

/**
 * The variables of an inbox: where it is, and the names of its parts. Never a secret of a deployed stack: its credentials stay
 * those of the AWS CLI, and secrets are named, not read.
 * @param source Its URL, secrets and queues also get names without its id. @default the only one, if there is one alone
 */
export function toShellVariables(connection: Connection, source?: SourceAddress): ShellVariables {
  const { region, table, bucket, queues, deadLetterQueues, sources } = connection;
  const [first, ...others] = sources;
  const only = others.length === 0 ? first : undefined;
  return {
    set: {
      ...Object.fromEntries(REGION_VARIABLES.map((name) => [name, region])),
      ...(connection.kind === 'local' ? localAccess(connection) : deployedNames(connection)),
      TABLE: table,
      BUCKET: bucket,
      ...withSuffixes('QUEUE_URL', Object.entries(queues)),
      ...withSuffixes('DEAD_LETTER_QUEUE_URL', Object.entries(deadLetterQueues)),
      ...Object.assign({}, ...sources.map((one) => sourceVariables(one, suffix(one.id)))),
      ...chosenSource(source ?? only, connection),
    },
    unset: connection.kind === 'local' ? NOT_LOCAL : [],
  };
}

/** Every AWS service at the local run, so that no command meant for it reaches a real account. */
function localAccess({ endpoints, credentials }: Extract<Connection, { kind: 'local' }>) {
  return {
    AWS_ENDPOINT_URL: endpoints.dynamodb,
    ...Object.fromEntries(
      Object.entries(ENDPOINT_VARIABLES).map(([service, name]) => [
        name,
        endpoints[service as keyof typeof ENDPOINT_VARIABLES],
      ]),
    ),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}

function deployedNames({ stack, inboxId, apiId }: Extract<Connection, { kind: 'deployed' }>) {
  return { EXTRACTION_INBOX_STACK: stack, EXTRACTION_INBOX_ID: inboxId, STACK: stack, API_ID: apiId };
}

function chosenSource(source: SourceAddress | undefined, { queues, deadLetterQueues }: Connection) {
  if (!source) {
    return {};
  }
  return {
    ...sourceVariables(source, ''),
    QUEUE_URL: queues[source.provider] ?? '',
    DEAD_LETTER_QUEUE_URL: deadLetterQueues[source.provider] ?? '',
  };
}

function sourceVariables({ webhookUrl, signingSecret, apiTokenSecret }: SourceAddress, end: string) {
  return {
    [`WEBHOOK_URL${end}`]: webhookUrl,
    [`SIGNING_SECRET${end}`]: signingSecret,
    [`API_TOKEN_SECRET${end}`]: apiTokenSecret,
  };
}

function withSuffixes(name: string, values: readonly (readonly [string, string])[]) {
  return Object.fromEntries(values.map(([id, value]) => [`${name}${suffix(id)}`, value]));
}

/** `limai-invoices` → `_LIMAI_INVOICES`. Ids have no underscore, so no two are the same. */
function suffix(id: string): string {
  return `_${id.toUpperCase().replaceAll('-', '_')}`;
}

/** The lines for `eval` in any POSIX shell, whatever the values contain. */
export function toShellLines({ set, unset }: ShellVariables): string {
  const lines = Object.entries(set).map(([name, value]) => `export ${name}=${quote(value)}`);
  return [...(unset.length > 0 ? [`unset ${unset.join(' ')}`] : []), ...lines, ''].join('\n');
}

function quote(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
