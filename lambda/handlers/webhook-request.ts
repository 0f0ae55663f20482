import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { WebhookRequest } from '../usecases/receive-deps';

/** Providers give up after 10 s and more; within this the claim is durable or the answer is 503. */
const ANSWER_WITHIN_MS = 8_000;
const SEND_ANSWER_MS = 500;

/** What API Gateway (payload format 2.0) hands over, as the exact bytes the provider sent. */
export function toWebhookRequest(
  event: APIGatewayProxyEventV2,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): WebhookRequest {
  const limit = Math.min(ANSWER_WITHIN_MS, context.getRemainingTimeInMillis() - SEND_ANSWER_MS);
  return {
    sourceId: event.rawPath.replace(/^\/webhooks\//, ''),
    headers: Object.fromEntries(
      Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    signal: AbortSignal.timeout(Math.max(0, limit)),
  };
}
