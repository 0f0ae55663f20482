import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { policySchema, secretsCacheSchema } from '../../lambda/contracts/environment';
import { ALARM_LEVELS, OUTPUTS, type SourceOutput } from '../../lambda/contracts/outputs';
import { RECONCILE_DEFAULTS } from '../../lambda/domain/reconcile/reconcile-scan';
import type { ReconcileSettings } from '../../lambda/domain/reconcile/reconcile-settings';
import { PROVIDER_IDS } from '../../lambda/providers/webhook-registry';
import { CommandError } from '../terminal/errors';
import { CALL_LIMITS } from './client-config';
import type { Connection, SourceAddress } from './connection';

export interface DeployedOptions {
  readonly stack: string;
  /** @default as for the AWS CLI */
  readonly region?: string | undefined;
}

/** Output name → value. */
export type StackOutputs = Readonly<Record<string, string>>;

/** When and how far back a source is reconciled, as both ways to an inbox say it. */
export const reconcileSettings = z.object({
  from: z.string().optional(),
  // A stack deployed before it was said has none.
  everyMinutes: z.number().default(RECONCILE_DEFAULTS.everyMinutes),
  horizonDays: z.number(),
  settleMinutes: z.number(),
}) satisfies z.ZodType<ReconcileSettings>;

const sourcesSchema = z.array(
  z.object({
    id: z.string(),
    provider: z.string(),
    options: z.record(z.string(), z.unknown()),
    maxEventAgeSeconds: z.number().optional(),
    reconcile: reconcileSettings.optional(),
    listRequestsPerSecond: z.number().positive().optional(),
  }),
) satisfies z.ZodType<readonly SourceOutput[]>;

/** A deployed stack, by its outputs; region and credentials are the AWS SDK's usual ones. @throws CommandError with the remedy */
export async function connectDeployed({ stack, region }: DeployedOptions): Promise<Connection> {
  const config = { ...CALL_LIMITS, ...(region !== undefined && { region }) };
  const cloudFormation = new CloudFormationClient(config);
  const outputs = await outputsOf(stack, cloudFormation);
  const clients = {
    cloudFormation,
    cloudWatch: new CloudWatchClient(config),
    dynamodb: new DynamoDBClient(config),
    // A queue's URL names the ordinary endpoint, also where AWS_USE_FIPS_ENDPOINT asks for the other.
    sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
    s3: new S3Client(config),
    secrets: new SecretsManagerClient(config),
  };
  const found = await cloudFormation.config.region();
  return {
    ...addressesOf(stack, outputs),
    stack,
    where: `stack ${stack} in ${found}`,
    region: found,
    clients,
  };
}

/** @throws CommandError when there is no such stack */
export async function outputsOf(stack: string, client: CloudFormationClient): Promise<StackOutputs> {
  try {
    const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = (found?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
      OutputKey,
      OutputValue,
    ]);
    return Object.fromEntries(outputs) as StackOutputs;
  } catch (error) {
    if ((error as Error).name === 'ValidationError') {
      const region = await client.config.region();
      throw new CommandError(
        `There is no stack ${stack} in ${region}. Name it with --stack and its region with --region, or deploy it with \`npx cdk deploy\`.`,
      );
    }
    throw error;
  }
}

/** What every inbox has, whatever its sources. */
export const REQUIRED_OUTPUTS = [
  OUTPUTS.eventTableName,
  OUTPUTS.bucketName,
  OUTPUTS.sources,
  OUTPUTS.policy,
  OUTPUTS.secretsCache,
  OUTPUTS.alarmLevel,
] as const;

type Addresses = Omit<Connection, 'where' | 'region' | 'clients'>;

/** Where the parts are that a stack's outputs name. @throws CommandError when it is no inbox, or one before this version */
export function addressesOf(stack: string, outputs: StackOutputs): Addresses {
  const table = outputs[OUTPUTS.eventTableName];
  const bucket = outputs[OUTPUTS.bucketName];
  const sources = sourcesSchema.safeParse(parseJson(outputs[OUTPUTS.sources]));
  const policy = policySchema.safeParse(parseJson(outputs[OUTPUTS.policy]));
  const secretsCache = secretsCacheSchema.safeParse(parseJson(outputs[OUTPUTS.secretsCache]));
  const alarmLevel = z.enum(ALARM_LEVELS).safeParse(outputs[OUTPUTS.alarmLevel]);
  if (
    !table ||
    !bucket ||
    !sources.success ||
    !policy.success ||
    !secretsCache.success ||
    !alarmLevel.success
  ) {
    const expected = REQUIRED_OUTPUTS.join(', ');
    throw new CommandError(
      `Stack ${stack}: expected the outputs ${expected} of this version. Is it the right stack (--stack)? If so, deploy it again.`,
    );
  }
  return {
    kind: 'deployed',
    apiId: outputs[OUTPUTS.apiId] ?? '',
    table,
    bucket,
    queues: byProvider(outputs, OUTPUTS.queueUrl),
    deadLetterQueues: byProvider(outputs, OUTPUTS.deadLetterQueueUrl),
    sources: sources.data.map((source) => withAddresses(source, outputs)),
    policy: policy.data,
    secretsCache: secretsCache.data,
    alarmLevel: alarmLevel.data,
  };
}

function withAddresses(source: SourceOutput, outputs: StackOutputs): SourceAddress {
  return {
    ...source,
    webhookUrl: outputs[OUTPUTS.webhookUrl(source.id)] ?? '',
    signingSecret: outputs[OUTPUTS.signingSecretName(source.id)] ?? '',
    apiTokenSecret: outputs[OUTPUTS.apiTokenSecretName(source.id)] ?? '',
  };
}

function byProvider(outputs: StackOutputs, nameOf: (provider: string) => string): Record<string, string> {
  const pairs = PROVIDER_IDS.map((id) => [id, outputs[nameOf(id)]] as const);
  return Object.fromEntries(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}
