import type { Stack } from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { AwsClients } from '../../lambda/adapters/aws-clients';
import type { SecretsCache } from '../../lambda/contracts/environment';
import type { AlarmLevel, SourceOutput } from '../../lambda/contracts/outputs';
import type { Policy } from '../../lambda/domain/lifecycle/policy';
import { CommandError } from '../terminal/errors';

/** One source as both a stack's outputs and a local run's endpoints file describe it. */
export const sourceSchema = z.object({
  id: z.string(),
  provider: z.string(),
  options: z.record(z.string(), z.unknown()),
  maxEventAgeSeconds: z.number().optional(),
  reconcile: z
    .object({
      from: z.string().optional(),
      everyMinutes: z.number(),
      horizonDays: z.number(),
      settleMinutes: z.number(),
    })
    .optional(),
  listRequestsPerSecond: z.number().positive(),
}) satisfies z.ZodType<SourceOutput>;

/** A source with its webhook and the names of its secrets. Never a secret's value. */
export interface SourceAddress extends z.infer<typeof sourceSchema> {
  readonly webhookUrl: string;
  readonly signingSecret: string;
  readonly apiTokenSecret: string;
}

interface Reachable {
  /** For a person: `stack ExtractionInbox in eu-central-1`, `local run at http://127.0.0.1:3000`. */
  readonly where: string;
  readonly region: string;
  readonly table: string;
  readonly bucket: string;
  /** Provider → URL. */
  readonly queues: Readonly<Record<string, string>>;
  readonly deadLetterQueues: Readonly<Record<string, string>>;
  readonly sources: readonly SourceAddress[];
  readonly policy: Policy;
  /** How long the functions cache secrets. */
  readonly secretsCache: SecretsCache;
}

/** A local run. */
interface LocalConnection extends Reachable {
  readonly kind: 'local';
  readonly clients: AwsClients;
  /** Base URL of its webhooks. */
  readonly api: string;
  /** Where each AWS service answers, and the credentials of its operator, for other clients than these. */
  readonly endpoints: Readonly<Record<'dynamodb' | 'sqs' | 's3' | 'secretsmanager', string>>;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The file of everything its functions print. */
  readonly logFile: string;
  /** Function → how that file names it. */
  readonly functions: Readonly<Record<string, string>>;
}

/** A CloudFormation stack. */
export interface DeployedConnection extends Reachable {
  readonly kind: 'deployed';
  readonly clients: AwsClients & { readonly cloudWatch: CloudWatchClient };
  readonly stack: string;
  /** Id of the inbox within the stack. */
  readonly inboxId: string;
  /** Of the functions' metrics. */
  readonly metricNamespace: string;
  /** What CloudFormation said of the stack when it was connected. */
  readonly description: Stack;
  /** ID of its HTTP API. */
  readonly apiId: string;
  /** Function → name of its log group. */
  readonly logGroups: Readonly<Record<string, string>>;
  /** Which alarms were deployed. */
  readonly alarmLevel: AlarmLevel;
}

/** One inbox's tables, queues and secrets, and clients that reach them. */
export type Connection = LocalConnection | DeployedConnection;

/** There is no inbox to work with where the options say. */
export class UnreachableError extends CommandError {
  constructor(
    readonly code: 'local_run_not_running' | 'stack_not_found' | 'outputs_missing',
    readonly what: string,
    readonly remedy: string,
    /** Of a stack that exists and is no inbox of this version. */
    readonly description?: Stack,
  ) {
    super(`${what}. ${remedy}`);
  }
}
