import type { ReconcileSettings } from '../domain/reconcile/reconcile-state';

/** Names of the stack's outputs, by which people and tools find its parts. */
export const OUTPUTS = {
  eventTableName: 'EventTableName',
  bucketName: 'BucketName',
  apiId: 'ApiId',
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

/** `my-src` → `MySrc`: the part of an output's or a construct's name that stands for a source or a provider. */
export function pascalCase(id: string): string {
  return id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
