import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { CallOptions } from '../usecases/ports';

/** Time-outs of one try in milliseconds, and how many tries the SDK may make. */
export interface CallLimits {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly maxAttempts: number;
}

/** Two tries of secrets and table, one after the other, end well within the 8 s that ingest has for an answer. */
export const INGEST_LIMITS: CallLimits = { connectionTimeout: 500, requestTimeout: 1500, maxAttempts: 2 };

/** Two calls at these limits stay below what process-batch.ts reserves beside an event's budget. An event is retried, so a call is not tried a third time. */
export const WORKER_LIMITS: CallLimits = { connectionTimeout: 1000, requestTimeout: 1800, maxAttempts: 2 };

/** Clients of one account and region, or of the local gateway. */
export interface AwsClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly secrets: SecretsManagerClient;
}

/** Above the concurrency of any function, so that no call queues for a socket. */
const MAX_SOCKETS = 64;

/** As for all clients: the region comes from AWS_REGION, FIPS from AWS_USE_FIPS_ENDPOINT, and in the local run the endpoint from AWS_ENDPOINT_URL_*. */
export function dynamoClient(limits: CallLimits): DynamoDBClient {
  return new DynamoDBClient({ ...explicitConfig(limits), accountIdEndpointMode: 'disabled' });
}

/** The endpoint decides where a call goes, not the queue URL: that one names no FIPS endpoint, and in the local run no gateway. */
export function sqsClient(limits: CallLimits): SQSClient {
  return new SQSClient({ ...explicitConfig(limits), useQueueUrlAsEndpoint: false });
}

/** Our objects carry a SHA-256 of their own; a second checksum by default would cost CPU and a trailer. */
export function s3Client(limits: CallLimits): S3Client {
  return new S3Client({
    ...explicitConfig(limits),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

export function secretsManagerClient(limits: CallLimits): SecretsManagerClient {
  return new SecretsManagerClient(explicitConfig(limits));
}

/** Whatever is set here, the SDK does not search for in files and environment at the first call. */
function explicitConfig(limits: CallLimits) {
  const { connectionTimeout, requestTimeout, maxAttempts } = limits;
  return {
    defaultsMode: 'standard',
    retryMode: 'standard',
    maxAttempts,
    useDualstackEndpoint: false,
    useFipsEndpoint: process.env.AWS_USE_FIPS_ENDPOINT === 'true',
    requestHandler: {
      connectionTimeout,
      requestTimeout,
      // Without it the SDK only warns when the time is over.
      throwOnRequestTimeout: true,
      // A body that stops half-way.
      socketTimeout: requestTimeout,
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    },
  } as const;
}

/** The options of a call as the SDK takes them: it accepts no explicit `undefined`. */
export function abortable(options: CallOptions | undefined): { abortSignal?: AbortSignal } {
  return options?.signal ? { abortSignal: options.signal } : {};
}
