import type { WebhookEvent } from '../../../lambda/handlers/webhook-request';
import type { HeaderLine, HostileRequest } from './authentic';

/** The request as API Gateway hands it to the function (payload format 2.0), its body as text or as base64. */
export function toHttpEvent(request: HostileRequest, base64: boolean): WebhookEvent {
  const event: WebhookEvent = {
    version: '2.0',
    rawPath: request.path,
    headers: joined(request.headers),
    requestContext: { requestId: 'fuzz' },
    body: request.body.toString(base64 ? 'base64' : 'utf8'),
    isBase64Encoded: base64,
  };
  return request.reshape ? request.reshape(event) : event;
}

/** Two spellings of one name stay two members here: API Gateway would join them, and the function must too. */
function joined(lines: readonly HeaderLine[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of lines) {
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(headers);
}
