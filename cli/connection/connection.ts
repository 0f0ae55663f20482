import type { CloudFormationClient, Stack } from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import type { AwsClients } from '../../lambda/adapters/aws-clients';
import type { SecretsCache } from '../../lambda/contracts/environment';
import type { AlarmLevel, SourceOutput } from '../../lambda/contracts/outputs';
import type { Policy } from '../../lambda/domain/lifecycle/policy';
import { RECONCILE_DEFAULTS } from '../../lambda/domain/reconcile/reconcile-scan';
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
      // A stack deployed by an earlier version does not say it.
      everyMinutes: z.number().default(RECONCILE_DEFAULTS.everyMinutes),
      horizonDays: z.number(),
      settleMinutes: z.number(),
    })
    .optional(),
  listRequestsPerSecond: z.number().positive().optional(),
}) satisfies z.ZodType<SourceOutput>;

/** Output name → value. */
export type StackOutputs = Readonly<Record<string, string>>;

/** A source with its webhook and the names of its secrets. Never a secret's value. */
export interface SourceAddress extends SourceOutput {
  readonly webhookUrl: string;
  readonly signingSecret: string;
  readonly apiTokenSecret: string;
}

export interface Clients extends AwsClients {
  /** Absent in the local run. */
  readonly cloudFormation?: CloudFormationClient;
  readonly cloudWatch?: CloudWatchClient;
}

/** The parts of one inbox, and clients that reach them. */
export interface Connection {
  /** For a person: `stack ExtractionInbox in eu-central-1`, `local run at http://127.0.0.1:3000`. */
  readonly where: string;
  readonly kind: 'deployed' | 'local';
  /** Name of the CloudFormation stack; a local run has none. */
  readonly stack?: string;
  /** What CloudFormation said of the stack when it was connected; a local run has none. */
  readonly description?: Stack;
  /** Base URL of a local run's webhooks. */
  readonly localApi?: string;
  /** ID of a deployed stack's HTTP API; empty in a stack of an earlier version. */
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
