import { answers } from '../../../../lambda/usecases/receive/http-answer';

const JSON_TEXT = 'application/json';

describe('an answer to a webhook', () => {
  it.each([
    [answers.claimed('accepted', 'evt-1'), 200, { status: 'accepted', eventId: 'evt-1' }],
    [answers.quarantined(), 200, { status: 'quarantined' }],
    [answers.invalidSignature(), 401, { error: 'invalid_signature' }],
    [answers.unknownSource(), 404, { error: 'not_found' }],
    [answers.tooLarge(), 413, { error: 'payload_too_large' }],
    [answers.unavailable(), 503, { error: 'unavailable' }],
    [answers.setUpMode(), 503, { error: 'not_configured' }],
  ])('%j is JSON that nobody keeps or guesses at', ({ statusCode, headers, body }, status, content) => {
    expect([statusCode, JSON.parse(body)]).toEqual([status, content]);
    expect(headers).toMatchObject({
      'content-type': JSON_TEXT,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('says when to come again where it may succeed later, and only there', () => {
    const later = [answers.unavailable(), answers.setUpMode()];
    const final = [answers.claimed('duplicate', 'evt-1'), answers.invalidSignature(), answers.tooLarge()];
    expect(later.map(({ headers }) => headers['retry-after'])).toEqual(['5', '5']);
    expect(final.filter(({ headers }) => 'retry-after' in headers)).toEqual([]);
  });

  it('gives a challenge back in the form that the provider asks for', () => {
    const contentType = 'text/plain; charset=utf-8';
    const { statusCode, headers, body } = answers.challenge({ contentType, body: 'abc' });
    expect([statusCode, headers['content-type'], body]).toEqual([200, contentType, 'abc']);
  });
});
