import type { ReconcileSettings } from '../domain/reconcile/reconcile-state';

/** Names of the stack's outputs, by which people and tools find its parts. */
export const OUTPUTS = {
  eventTableName: 'EventTableName',
  bucketName: 'BucketName',
  apiId: 'ApiId',
  metricNamespace: 'MetricNamespace',
  sources: 'Sources',
  policy: 'Policy',
  secretsCache: 'SecretsCache',
  alarmLevel: 'AlarmLevel',
  webhookUrl: (source: string) => `WebhookUrl${pascalCase(source)}`,
  signingSecretName: (source: string) => `SigningSecretName${pascalCase(source)}`,
  apiTokenSecretName: (source: string) => `ApiTokenSecretName${pascalCase(source)}`,
  queueUrl: (provider: string) => `QueueUrl${pascalCase(provider)}`,
  deadLetterQueueUrl: (provider: string) => `DeadLetterQueueUrl${pascalCase(provider)}`,
} as const;

/** Plain name → value. */
export type StackOutputs = Readonly<Record<string, string>>;

/**
 * The inboxes of a stack, by their outputs: id → its outputs under their plain names. Each output of a stack begins with the id of
 * its inbox, and an id may begin with another.
 */
export function findInboxes(outputs: StackOutputs): ReadonlyMap<string, StackOutputs> {
  const ids = Object.keys(outputs)
    .filter((key) => key.endsWith(OUTPUTS.eventTableName))
    .map((key) => key.slice(0, -OUTPUTS.eventTableName.length))
    .filter((id) => `${id}${OUTPUTS.sources}` in outputs)
    .sort();
  const inboxes = new Map(ids.map((id): [string, Record<string, string>] => [id, {}]));
  for (const [key, value] of Object.entries(outputs)) {
    const owner = ids.findLast((id) => key.startsWith(id));
    const named = owner === undefined ? undefined : inboxes.get(owner);
    if (owner !== undefined && named) {
      named[key.slice(owner.length)] = value;
    }
  }
  return inboxes;
}

export const ALARM_LEVELS = ['all', 'essential', 'none'] as const;

export type AlarmLevel = (typeof ALARM_LEVELS)[number];

/** One source in the output `Sources`, a JSON list: what a tool must know of it that no other output says. Never a secret. */
export interface SourceOutput {
  readonly id: string;
  readonly provider: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly maxEventAgeSeconds?: number | undefined;
  /** Absent: it is not reconciled. */
  readonly reconcile?: ReconcileSettings | undefined;
  /** Pages of the provider's list per second, for this source. */
  readonly listRequestsPerSecond?: number | undefined;
}

/** Links to log groups in the console, which name them: slashes are encoded twice, with `$` for `%`. */
const LOGS_LINK = /^LogsLink(\w+)$/;
const LOG_GROUP = /#logsV2:log-groups\/log-group\/([^/]+)$/;
const ACCESS_LOG = 'http-api';

/** The functions' log groups, by the outputs under their plain names: `process-limai` → its name in CloudWatch. */
export function findLogGroups(outputs: StackOutputs): Readonly<Record<string, string>> {
  const groups = Object.entries(outputs).flatMap(([output, link]) => {
    const name = LOGS_LINK.exec(output)?.[1]
      ?.replace(/\B[A-Z]/g, (letter) => `-${letter}`)
      .toLowerCase();
    const group = LOG_GROUP.exec(link)?.[1];
    return name === undefined || name === ACCESS_LOG || group === undefined
      ? []
      : [[name, decodeURIComponent(group.replaceAll('$25', '%'))] as const];
  });
  return Object.fromEntries(groups);
}

/** `my-src` → `MySrc`: the part of a name that stands for a source, a provider or an inbox. */
export function pascalCase(id: string): string {
  return id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
