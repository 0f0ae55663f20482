import type { ChallengeAnswer } from '../../domain/provider/provider';

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const RETRY_AFTER_SECONDS = '5';

/** Every answer a caller can get; none says more than the table in docs/reference/http-api.md. */
export const answers = {
  claimed: (status: 'accepted' | 'duplicate' | 'archived', eventId: string) => json(200, { status, eventId }),
  quarantined: () => json(200, { status: 'quarantined' }),
  challenge: (answer: ChallengeAnswer) => ({
    statusCode: 200,
    headers: headers(answer.contentType),
    body: answer.body,
  }),
  invalidSignature: () => json(401, { error: 'invalid_signature' }),
  unknownSource: () => json(404, { error: 'not_found' }),
  tooLarge: () => json(413, { error: 'payload_too_large' }),
  unavailable: () => retryLater(json(503, { error: 'unavailable' })),
  setUpMode: () => retryLater(json(503, { error: 'not_configured' })),
} as const;

function json(statusCode: number, body: object): HttpAnswer {
  return { statusCode, headers: headers('application/json'), body: JSON.stringify(body) };
}

function headers(contentType: string): Record<string, string> {
  return {
    'content-type': contentType,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

function retryLater(answer: HttpAnswer): HttpAnswer {
  return { ...answer, headers: { ...answer.headers, 'retry-after': RETRY_AFTER_SECONDS } };
}
