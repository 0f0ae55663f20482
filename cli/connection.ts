import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { PROVIDER_IDS } from '../lambda/providers/registry';
import { OUTPUTS } from '../lib/output-names';
import { CALL_LIMITS } from './call-limits';
import { UsageError } from './usage-error';

/** Where one stack's resources are, and clients that reach them. */
export interface Connection {
  readonly table: string;
  readonly bucket: string;
  /** Provider id → URL. */
  readonly queues: Readonly<Record<string, string>>;
  readonly deadLetterQueues: Readonly<Record<string, string>>;
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
}

const endpointsSchema = z.object({
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  endpoints: z.object({ dynamodb: z.string(), sqs: z.string(), s3: z.string() }),
  table: z.string(),
  bucket: z.string(),
  queues: z.record(z.string(), z.string()),
  deadLetterQueues: z.record(z.string(), z.string()),
});

const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** A running local stack, by the file it writes. @throws UsageError when there is none */
export function connectLocally(file: string): Connection {
  const found = endpointsSchema.safeParse(
    readJson(file, 'Start one with `npm start`, or name a deployed stack with --outputs.'),
  );
  if (!found.success) {
    throw new UsageError(`${file}: expected what \`npm start\` writes. Start the local stack again.`);
  }
  const { region, credentials, endpoints, ...names } = found.data;
  const config = { ...CALL_LIMITS, region, credentials };
  return {
    ...names,
    dynamodb: new DynamoDBClient({ ...config, endpoint: endpoints.dynamodb }),
    sqs: new SQSClient({ ...config, endpoint: endpoints.sqs, useQueueUrlAsEndpoint: false }),
    s3: new S3Client({ ...config, endpoint: endpoints.s3, forcePathStyle: true }),
  };
}

/** A deployed stack, by the file of `cdk deploy --outputs-file`; region and credentials are the AWS SDK's usual ones. */
export function connectDeployed(file: string): Connection {
  const found = outputsSchema.safeParse(
    readJson(file, 'Write it with `npx cdk deploy --outputs-file outputs.json`.'),
  );
  const outputs = found.success ? Object.values(found.data)[0] : undefined;
  const table = outputs?.[OUTPUTS.eventTableName];
  const bucket = outputs?.[OUTPUTS.bucketName];
  if (!outputs || !table || !bucket) {
    const expected = `${OUTPUTS.eventTableName} and ${OUTPUTS.bucketName}`;
    throw new UsageError(`${file}: expected the outputs of this stack, with ${expected}.`);
  }
  return {
    table,
    bucket,
    queues: byProvider(outputs, OUTPUTS.queueUrl),
    deadLetterQueues: byProvider(outputs, OUTPUTS.deadLetterQueueUrl),
    dynamodb: new DynamoDBClient(CALL_LIMITS),
    sqs: new SQSClient(CALL_LIMITS),
    s3: new S3Client(CALL_LIMITS),
  };
}

function byProvider(
  outputs: Record<string, string>,
  nameOf: (provider: string) => string,
): Record<string, string> {
  const pairs = PROVIDER_IDS.map((id) => [id, outputs[nameOf(id)]] as const);
  return Object.fromEntries(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
}

function readJson(file: string, remedy: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    throw new UsageError(`${file}: no such file, or not JSON. ${remedy}`);
  }
}
