import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { policySchema, secretsCacheSchema } from '../../lambda/contracts/environment';
import { ALARM_LEVELS, OUTPUTS } from '../../lambda/contracts/outputs';
import { PROVIDER_IDS } from '../../lambda/providers/webhook-registry';
import { CALL_LIMITS } from './client-config';
import { type Connection, type StackOutputs, sourceSchema, UnreachableError } from './connection';

export interface DeployedOptions {
  readonly stack: string;
  /** @default as for the AWS CLI */
  readonly region?: string | undefined;
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

/** A deployed stack, by its outputs; region and credentials are the AWS SDK's usual ones. @throws CommandError with the remedy */
export async function connectDeployed({ stack, region }: DeployedOptions): Promise<Connection> {
  const config = { ...CALL_LIMITS, ...(region !== undefined && { region }) };
  const cloudFormation = new CloudFormationClient(config);
  const description = await describeStack(stack, cloudFormation);
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
    ...parseOutputs(stack, toOutputs(description), description),
    stack,
    description,
    where: `stack ${stack} in ${found}`,
    region: found,
    clients,
  };
}

/** @throws UnreachableError */
export async function readOutputs(stack: string, client: CloudFormationClient): Promise<StackOutputs> {
  return toOutputs(await describeStack(stack, client));
}

async function describeStack(stack: string, client: CloudFormationClient): Promise<Stack> {
  let found: Stack | undefined;
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    found = Stacks[0];
  } catch (error) {
    if ((error as Error).name !== 'ValidationError') {
      throw error;
    }
  }
  if (!found) {
    throw new UnreachableError(
      'stack_not_found',
      `There is no stack ${stack} in ${await client.config.region()}`,
      'Name it with --stack and its region with --region, or deploy it with `npx cdk deploy`.',
    );
  }
  return found;
}

function toOutputs({ Outputs = [] }: Stack): StackOutputs {
  return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

/** What the outputs of a stack say. @throws UnreachableError when it is no inbox, or one before this version */
export function parseOutputs(
  stack: string,
  outputs: StackOutputs,
  description?: Stack,
): Omit<Connection, 'where' | 'region' | 'clients'> {
  const table = outputs[OUTPUTS.eventTableName];
  const bucket = outputs[OUTPUTS.bucketName];
  const sources = z.array(sourceSchema).safeParse(parseJson(outputs[OUTPUTS.sources]));
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
    throw new UnreachableError(
      'outputs_missing',
      `Stack ${stack}: expected the outputs ${expected} of this version`,
      'Name the right stack with --stack; if it is the right one, deploy it again with this version.',
      description,
    );
  }
  const byProvider = (nameOf: (provider: string) => string): Record<string, string> => {
    const pairs = PROVIDER_IDS.map((id) => [id, outputs[nameOf(id)]] as const);
    return Object.fromEntries(pairs.flatMap(([id, value]) => (value === undefined ? [] : [[id, value]])));
  };
  return {
    kind: 'deployed',
    apiId: outputs[OUTPUTS.apiId] ?? '',
    table,
    bucket,
    queues: byProvider(OUTPUTS.queueUrl),
    deadLetterQueues: byProvider(OUTPUTS.deadLetterQueueUrl),
    sources: sources.data.map((source) => ({
      ...source,
      webhookUrl: outputs[OUTPUTS.webhookUrl(source.id)] ?? '',
      signingSecret: outputs[OUTPUTS.signingSecretName(source.id)] ?? '',
      apiTokenSecret: outputs[OUTPUTS.apiTokenSecretName(source.id)] ?? '',
    })),
    policy: policy.data,
    secretsCache: secretsCache.data,
    alarmLevel: alarmLevel.data,
  };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}
