import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import {
  dynamoClient,
  INGEST_LIMITS,
  s3Client,
  secretsManagerClient,
  sqsClient,
} from '../adapters/aws-clients';
import { CryptoRandom } from '../adapters/crypto-random';
import { DynamoEventStore } from '../adapters/dynamo-event-store';
import { PowertoolsTelemetry } from '../adapters/powertools-telemetry';
import { S3RawStore } from '../adapters/s3-raw-store';
import { SecretsManagerSecrets } from '../adapters/secrets-manager-secrets';
import { SqsWorkQueue } from '../adapters/sqs-work-queue';
import { SystemClock } from '../adapters/system-clock';
import { answers } from '../usecases/http-answer';
import type { ReceiveDeps } from '../usecases/receive-deps';
import { receiveWebhook } from '../usecases/receive-webhook';
import { ingestEnv, parseEnvironment } from './environment';
import { errorFields } from './error-fields';
import { secretArnsOf, sourcesOf } from './sources';
import { apiRequestId, toWebhookRequest, type WebhookEvent } from './webhook-request';

const env = parseEnvironment(ingestEnv);
const clock = new SystemClock();
const telemetry = new PowertoolsTelemetry();
const arns = secretArnsOf(env.SOURCES);
const deps: ReceiveDeps = {
  sources: sourcesOf(env.SOURCES),
  store: new DynamoEventStore({ client: dynamoClient(INGEST_LIMITS), table: env.EVENT_TABLE_NAME, clock }),
  queue: new SqsWorkQueue(sqsClient(INGEST_LIMITS), env.WORK_QUEUE_URLS),
  raw: new S3RawStore(s3Client(INGEST_LIMITS), env.BUCKET_NAME),
  keys: new SecretsManagerSecrets({
    client: secretsManagerClient(INGEST_LIMITS),
    arns,
    clock,
    cache: env.SECRETS_CACHE,
  }),
  clock,
  random: new CryptoRandom(),
  telemetry,
  policy: env.POLICY,
};

/** `POST /webhooks/<source>` of API Gateway (payload format 2.0). */
export async function handler(
  event: WebhookEvent,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> {
  telemetry.begin(context, { apiRequestId: apiRequestId(event) });
  try {
    return await receiveWebhook(toWebhookRequest(event, context), deps);
  } catch (error) {
    telemetry.log('error', 'The request could not be handled; answered 503.', errorFields(error));
    return answers.unavailable();
  } finally {
    telemetry.flush();
  }
}
