import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { policySchema, secretsCacheSchema } from '../../lambda/contracts/environment';
import { UsageError } from '../terminal/errors';
import { CALL_LIMITS, localClientConfig } from './client-config';
import { type Connection, sourceSchema } from './connection';

const endpointsSchema = z.object({
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
      `${file}: no such file, or not JSON. Start a local stack with \`npm start\`, or leave --local and --endpoints out for a deployed one.`,
    );
  }
  const found = endpointsSchema.safeParse(written);
  if (!found.success) {
    throw new UsageError(`${file}: expected what \`npm start\` writes. Start the local stack again.`);
  }
  const { api, region, credentials, endpoints, secrets, sources, ...rest } = found.data;
  const at = (endpoint: string) => ({
    ...CALL_LIMITS,
    ...localClientConfig({ endpoint, region, credentials }),
  });
  return {
    ...rest,
    where: `local run at ${api}`,
    kind: 'local',
    localApi: api,
    region,
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
