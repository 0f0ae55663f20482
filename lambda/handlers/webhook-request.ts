import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { WebhookRequest } from '../usecases/receive/receive-webhook';

/** Providers give up after 10 s and more; within this the claim is durable or the answer is 503. */
const ANSWER_WITHIN_MS = 8_000;
const SEND_ANSWER_MS = 500;
const WEBHOOK_PATH = /^\/webhooks\/([a-z0-9-]{1,40})$/;

/** No part of it is sure to be there: anyone who may invoke the function may send it anything. */
export type WebhookEvent = Readonly<Partial<Record<keyof APIGatewayProxyEventV2, unknown>>>;

/** What API Gateway (payload format 2.0) hands over, as the exact bytes the provider sent. */
export function toWebhookRequest(
  { rawPath, headers, body, isBase64Encoded }: WebhookEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): WebhookRequest {
  const joined = new Map<string, string>();
  // As API Gateway itself: names in lower case, a name that comes twice joined by a comma, so that neither of the two is believed.
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (typeof value === 'string') {
      const key = name.toLowerCase();
      const before = joined.get(key);
      joined.set(key, before === undefined ? value : `${before},${value}`);
    }
  }
  const limit = Math.min(ANSWER_WITHIN_MS, context.getRemainingTimeInMillis() - SEND_ANSWER_MS);
  return {
    sourceId: WEBHOOK_PATH.exec(text(rawPath))?.[1] ?? '',
    headers: Object.fromEntries(joined),
    body: Buffer.from(text(body), isBase64Encoded === true ? 'base64' : 'utf8'),
    signal: AbortSignal.timeout(Math.max(0, limit)),
  };
}

/** What the API's access log calls the request. */
export function apiRequestId({ requestContext }: WebhookEvent): string | undefined {
  const { requestId } = Object(requestContext) as { readonly requestId?: unknown };
  return typeof requestId === 'string' ? requestId : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
