import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';

/** Time-outs of one try in milliseconds, and how many tries the SDK may make. */
export interface CallLimits {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly maxAttempts: number;
}

/** Two tries of secrets and table, one after the other, end well inside the 8 s a webhook's sender is kept waiting. */
export const INGEST_LIMITS: CallLimits = { connectionTimeout: 500, requestTimeout: 1500, maxAttempts: 2 };

/** Two calls at these limits stay below what process-batch.ts allows them beside an event's budget; a retry of the event is worth more than a third try. */
export const WORKER_LIMITS: CallLimits = { connectionTimeout: 1000, requestTimeout: 1800, maxAttempts: 2 };

/** Above the concurrency of any function, so that no call queues for a socket. */
const MAX_SOCKETS = 64;

/** Like all of these: the region comes from AWS_REGION, FIPS endpoints from AWS_USE_FIPS_ENDPOINT, and in the local run the endpoint from AWS_ENDPOINT_URL_*. */
export function dynamoClient(limits: CallLimits): DynamoDBClient {
  return new DynamoDBClient({ ...explicitConfig(limits), accountIdEndpointMode: 'disabled' });
}

/** The queue URL does not decide where the call goes: it names no FIPS endpoint, and locally it is the template's, and the endpoint the gateway's. */
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

/** What is stated here is not searched for in files and environment at the first call. */
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
