import { readFileSync } from 'node:fs';
import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { jsonEnv, policySchema, secretsCacheSchema } from '../../lambda/contracts/environment';
import {
  ALARM_LEVELS,
  findInboxes,
  findLogGroups,
  OUTPUTS,
  pascalCase,
  type StackOutputs,
} from '../../lambda/contracts/outputs';
import { PROVIDER_IDS } from '../../lambda/providers/webhook-registry';
import { UsageError } from '../terminal/errors';
import type { Input } from '../terminal/input';
import { CALL_LIMITS, localClientConfig } from './client-config';
import { type Connection, sourceSchema, UnreachableError } from './connection';
import { type GlobalOptions, isLocal } from './global-options';
import { createInbox, type Inbox } from './inbox';
import { chooseLocalRun, runSchema } from './local-runs';
import { START_COMMAND } from './start-command';

/** The inbox the options name. @throws CommandError or UsageError that say what to do */
export async function connect(options: GlobalOptions, input: Input): Promise<Inbox> {
  return createInbox(
    isLocal(options) ? connectLocal(await chooseLocalRun(options, input)) : await connectDeployed(options),
  );
}

const endpointsSchema = z.object({
  run: runSchema.pick({ logFile: true }),
  functions: z.record(z.string(), z.string()),
  api: z.string(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  endpoints: z.object({ dynamodb: z.string(), sqs: z.string(), s3: z.string(), secretsmanager: z.string() }),
  table: z.string(),
  bucket: z.string(),
  queues: z.record(z.string(), z.string()),
  deadLetterQueues: z.record(z.string(), z.string()),
  secrets: z.record(z.string(), z.object({ signing: z.string(), apiToken: z.string() })),
  sources: z.array(z.object({ ...sourceSchema.shape, url: z.string() })),
  policy: policySchema,
  secretsCache: secretsCacheSchema,
});

/** A running local stack, by the file it writes. @throws UsageError when there is none */
export function connectLocal(file: string): Connection {
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError(
      `${file}: no such file, or not JSON. Start a local stack with \`${START_COMMAND}\`, or leave --local and --endpoints out for a deployed one.`,
    );
  }
  const found = endpointsSchema.safeParse(written);
  if (!found.success) {
    throw new UsageError(`${file}: expected what \`${START_COMMAND}\` writes. Start the local stack again.`);
  }
  const { run, api, region, credentials, endpoints, secrets, sources, ...rest } = found.data;
  const at = (endpoint: string) => ({
    ...CALL_LIMITS,
    ...localClientConfig({ endpoint, region, credentials }),
  });
  return {
    ...rest,
    where: `local run at ${api}`,
    kind: 'local',
    api,
    region,
    endpoints,
    credentials,
    logFile: run.logFile,
    clients: {
      dynamodb: new DynamoDBClient(at(endpoints.dynamodb)),
      sqs: new SQSClient(at(endpoints.sqs)),
      s3: new S3Client(at(endpoints.s3)),
      secrets: new SecretsManagerClient(at(endpoints.secretsmanager)),
    },
    sources: sources.map(({ url, ...source }) => ({
      ...source,
      webhookUrl: url,
      signingSecret: secrets[source.id]?.signing ?? '',
      apiTokenSecret: secrets[source.id]?.apiToken ?? '',
    })),
  };
}

/** A deployed stack, by its outputs; region and credentials are the AWS SDK's usual ones. @throws CommandError with the remedy */
export async function connectDeployed({
  stack,
  inbox,
  region: named,
}: Pick<GlobalOptions, 'stack' | 'inbox' | 'region'>): Promise<Connection> {
  const config = { ...CALL_LIMITS, ...(named !== undefined && { region: named }) };
  const cloudFormation = new CloudFormationClient(config);
  const description = await describeStack(stack, cloudFormation);
  const region = await cloudFormation.config.region();
  cloudFormation.destroy();
  const parsed = parseOutputs(description, inbox);
  const isOnlyInbox = findInboxes(toOutputs(description)).size === 1;
  return {
    ...parsed,
    kind: 'deployed',
    stack,
    description,
    where: `stack ${stack} in ${region}${isOnlyInbox ? '' : `, inbox ${parsed.inboxId}`}`,
    region,
    clients: {
      cloudWatch: new CloudWatchClient(config),
      dynamodb: new DynamoDBClient(config),
      // A queue's URL names the ordinary endpoint, also where AWS_USE_FIPS_ENDPOINT asks for the other.
      sqs: new SQSClient({ ...config, useQueueUrlAsEndpoint: false }),
      s3: new S3Client(config),
      secrets: new SecretsManagerClient(config),
    },
  };
}

/** What CloudFormation says of a stack. @throws UnreachableError when there is none */
export async function describeStack(stack: string, client: CloudFormationClient): Promise<Stack> {
  const command = new DescribeStacksCommand({ StackName: stack });
  const answer = await client.send(command).catch((error: Error) => {
    if (error.name !== 'ValidationError') {
      throw error;
    }
  });
  const found = answer?.Stacks?.[0];
  if (!found) {
    throw new UnreachableError(
      'stack_not_found',
      `There is no stack ${stack} in ${await client.config.region()}`,
      'Name it with --stack and its region with --region, or deploy it with `npx cdk deploy`.',
    );
  }
  return found;
}

/** Name → value. */
export function toOutputs({ Outputs = [] }: Stack): Readonly<Record<string, string>> {
  return Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

/** What every inbox has, whatever its sources. */
const outputsSchema = z.object({
  [OUTPUTS.eventTableName]: z.string().min(1),
  [OUTPUTS.bucketName]: z.string().min(1),
  [OUTPUTS.apiId]: z.string().min(1),
  [OUTPUTS.metricNamespace]: z.string().min(1),
  [OUTPUTS.sources]: jsonEnv(z.array(sourceSchema)),
  [OUTPUTS.policy]: jsonEnv(policySchema),
  [OUTPUTS.secretsCache]: jsonEnv(secretsCacheSchema),
  [OUTPUTS.alarmLevel]: z.enum(ALARM_LEVELS),
});

/** The inbox that is meant, and its outputs. @throws UsageError when several could be meant, or none has the name */
function chooseInbox(description: Stack, named: string | undefined): readonly [string, StackOutputs] {
  const outputs = toOutputs(description);
  const inboxes = [...findInboxes(outputs)];
  const [only, ...others] = inboxes;
  if (!only) {
    return ['', outputs];
  }
  const ids = inboxes.map(([id]) => id).join(', ');
  if (!named && others.length > 0) {
    throw new UsageError(
      `Stack ${description.StackName} has ${inboxes.length} inboxes: ${ids}. Choose one with --inbox <id>.`,
    );
  }
  const chosen = !named ? only : inboxes.find(([id]) => id === pascalCase(named));
  if (!chosen) {
    throw new UsageError(
      `--inbox: got "${named}", expected an inbox of stack ${description.StackName}: ${ids}.`,
    );
  }
  return chosen;
}

/** What the outputs of an inbox say. @throws UnreachableError when there is none, or one before this version */
export function parseOutputs(description: Stack, inbox?: string) {
  const [inboxId, outputs] = chooseInbox(description, inbox);
  const parsed = outputsSchema.safeParse(outputs);
  if (!parsed.success) {
    const wrong = [
      ...new Set(parsed.error.issues.map(({ path: [name] }) => `${inboxId}${String(name)}`)),
    ].join(', ');
    const expected = Object.keys(outputsSchema.shape).map((name) => `${inboxId}${name}`);
    throw new UnreachableError(
      'outputs_missing',
      `Stack ${description.StackName}: got no output ${wrong} that this version reads, expected all of ${expected.join(', ')}`,
      'Name the right stack with --stack; if it is the right one, deploy it again with this version.',
      description,
    );
  }
  const byProvider = (toName: (provider: string) => string): Record<string, string> =>
    Object.fromEntries(
      PROVIDER_IDS.flatMap((id) => {
        const value = outputs[toName(id)];
        return value === undefined ? [] : [[id, value]];
      }),
    );
  return {
    inboxId,
    metricNamespace: parsed.data.MetricNamespace,
    table: parsed.data.EventTableName,
    bucket: parsed.data.BucketName,
    apiId: parsed.data.ApiId,
    logGroups: findLogGroups(outputs),
    queues: byProvider(OUTPUTS.queueUrl),
    deadLetterQueues: byProvider(OUTPUTS.deadLetterQueueUrl),
    sources: parsed.data.Sources.map((source) => ({
      ...source,
      webhookUrl: outputs[OUTPUTS.webhookUrl(source.id)] ?? '',
      signingSecret: outputs[OUTPUTS.signingSecretName(source.id)] ?? '',
      apiTokenSecret: outputs[OUTPUTS.apiTokenSecretName(source.id)] ?? '',
    })),
    policy: parsed.data.Policy,
    secretsCache: parsed.data.SecretsCache,
    alarmLevel: parsed.data.AlarmLevel,
  };
}
