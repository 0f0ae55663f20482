import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import {
  dynamoClient,
  INGEST_LIMITS,
  s3Client,
  secretsManagerClient,
  sqsClient,
} from '../adapters/aws-clients';
import { SecretsManagerSourceSettings } from '../adapters/secrets/secrets-manager-secrets';
import { PowertoolsTelemetry } from '../adapters/telemetry/powertools-telemetry';
import { ingestEnv, parseEnvironment } from '../contracts/environment';
import type { SourceSettings } from '../contracts/source-settings';
import type { RefusalReason } from '../domain/metrics';
import { getWebhookProvider } from '../providers/webhook-registry';
import { errorFields } from '../usecases/event-telemetry';
import { answers } from '../usecases/receive/http-answer';
import { WebhookReceiver } from '../usecases/receive/receive-webhook';
import { clock, createEventPorts, createRawStore, createSecrets, createSources } from './compose';
import { apiRequestId, toWebhookRequest, type WebhookEvent } from './webhook-request';

const env = parseEnvironment(ingestEnv);
const telemetry = new PowertoolsTelemetry();
const address = {
  clients: {
    dynamodb: dynamoClient(INGEST_LIMITS),
    sqs: sqsClient(INGEST_LIMITS),
    s3: s3Client(INGEST_LIMITS),
    secrets: secretsManagerClient(INGEST_LIMITS),
  },
  table: env.EVENT_TABLE_NAME,
  bucket: env.BUCKET_NAME,
  queues: env.WORK_QUEUE_URLS,
  policy: env.POLICY,
  secretsCache: env.SECRETS_CACHE,
};
const ports = { ...createEventPorts(address, telemetry), raw: createRawStore(address) };
const settings = new SecretsManagerSourceSettings(
  { client: address.clients.secrets, arn: env.SOURCE_SETTINGS, clock },
  buildReceiver,
);

/** `POST /webhooks/<source>` of API Gateway (payload format 2.0). */
export async function handler(
  event: WebhookEvent,
  context: Context,
): Promise<APIGatewayProxyStructuredResultV2> {
  telemetry.begin(context, { apiRequestId: apiRequestId(event) });
  try {
    const request = toWebhookRequest(event, context);
    const receiver = await loadReceiver(request.sourceId);
    return receiver ? await receiver.receive(request) : answers.unavailable();
  } catch (error) {
    telemetry.log('error', 'The request could not be handled; answered 503.', errorFields(error));
    return answers.unavailable();
  } finally {
    telemetry.flush();
  }
}

/** Undefined, counted and logged: the settings of the sources cannot be read, and nothing is claimed. */
async function loadReceiver(source: string): Promise<WebhookReceiver | undefined> {
  try {
    return await settings.get();
  } catch (error) {
    const reason = 'unavailable' satisfies RefusalReason;
    telemetry.count('ClaimUnavailable', { source, reason });
    const fields = { source, reason, ...errorFields(error) };
    telemetry.log('error', 'The settings of the sources cannot be read; answered 503.', fields);
    return undefined;
  }
}

function buildReceiver(sources: readonly SourceSettings[]): WebhookReceiver {
  const keys = createSecrets(address, sources, ({ signingSecretArn }) => signingSecretArn);
  return new WebhookReceiver({ ...ports, sources: createSources(sources, getWebhookProvider), keys });
}
