import { pascalCase } from './pascal-case';

/** Names of the stack's outputs, by which people and tools find its parts. */
export const OUTPUTS = {
  eventTableName: 'EventTableName',
  bucketName: 'BucketName',
  webhookUrl: (source: string) => `WebhookUrl${pascalCase(source)}`,
  signingSecretName: (source: string) => `SigningSecretName${pascalCase(source)}`,
  apiTokenSecretName: (source: string) => `ApiTokenSecretName${pascalCase(source)}`,
  queueUrl: (provider: string) => `QueueUrl${pascalCase(provider)}`,
  deadLetterQueueUrl: (provider: string) => `DeadLetterQueueUrl${pascalCase(provider)}`,
} as const;
