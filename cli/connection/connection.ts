import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SecretsCache } from '../../lambda/contracts/environment';
import type { AlarmLevel, SourceOutput } from '../../lambda/contracts/outputs';
import type { Policy } from '../../lambda/domain/lifecycle/policy';

/** One source as the CLI knows it: where it is reached, and where its secrets are. Never a secret's value. */
export interface SourceAddress extends SourceOutput {
  readonly webhookUrl: string;
  readonly signingSecret: string;
  readonly apiTokenSecret: string;
}

/** Clients of one account and region, or of the local gateway. */
export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly secrets: SecretsManagerClient;
  /** Absent in the local run. */
  readonly cloudFormation?: CloudFormationClient;
  readonly cloudWatch?: CloudWatchClient;
}

/** Where one inbox's parts are, and clients that reach them. */
export interface Connection {
  /** For a person: `stack ExtractionInbox in eu-central-1`, `local run at http://127.0.0.1:3000`. */
  readonly where: string;
  readonly kind: 'deployed' | 'local';
  /** Name of the CloudFormation stack; a local run has none. */
  readonly stack?: string;
  /** Base URL of a local run's webhooks. */
  readonly localApi?: string;
  /** Of a deployed stack's HTTP API; empty: deployed before it was said. */
  readonly apiId?: string;
  readonly region: string;
  readonly clients: Clients;
  readonly table: string;
  readonly bucket: string;
  /** Provider → URL. */
  readonly queues: Readonly<Record<string, string>>;
  readonly deadLetterQueues: Readonly<Record<string, string>>;
  readonly sources: readonly SourceAddress[];
  readonly policy: Policy;
  /** How long the functions cache secrets. */
  readonly secretsCache: SecretsCache;
  /** Which alarms were deployed; a local run has none. */
  readonly alarmLevel?: AlarmLevel;
}
