import { limai } from '../../../lambda/providers/limai';
import { jsonBody } from '../fixture';

function readFields(fields: Record<string, unknown>) {
  return limai.read(
    jsonBody(JSON.stringify({ eventId: 'e', eventType: 'DOCUMENT_EXTRACTED', fileId: 'f', ...fields })),
  );
}

describe('a Limai event', () => {
  test.each([undefined, null, '', 5, '\ud800'])(
    'is unreadable, naming fileId, when fileId is %j',
    (fileId) => {
      expect(readFields({ fileId })).toMatchObject({
        kind: 'unreadable',
        reason: expect.stringContaining('fileId'),
      });
    },
  );

  test('keeps its result when a secondary id has another type: the id is left out', () => {
    const odd = {
      jobId: null,
      extractionSchemaId: 7,
      organizationId: {},
      deploymentId: '',
      timestamp: 1705314645,
    };
    expect(readFields(odd)).toEqual({
      kind: 'event',
      event: { eventId: 'e', eventType: 'DOCUMENT_EXTRACTED', disposition: 'fetch', documentId: 'f' },
    });
  });

  test('of an unknown type needs no file', () => {
    expect(readFields({ eventType: 'SOMETHING_NEW', fileId: null })).toMatchObject({
      kind: 'event',
      event: { disposition: 'archive' },
    });
  });
});

describe('a Limai challenge', () => {
  test.each(['a', 'A-z_0.9~:/+=', 'x'.repeat(512)])('is taken as %j', (challenge) => {
    expect(readFields({ eventType: 'VERIFICATION', challenge })).toEqual({ kind: 'challenge', challenge });
  });

  test.each([undefined, null, 1, '', 'x'.repeat(513), '<script>', 'a b', '"', 'é', 'a\n', '{"a":1}'])(
    'is unreadable as %j: it would be echoed',
    (challenge) => {
      expect(readFields({ eventType: 'VERIFICATION', challenge })).toMatchObject({
        kind: 'unreadable',
        reason: expect.stringContaining('challenge'),
      });
    },
  );

  test('is found under data when the top level has none', () => {
    const reading = readFields({ eventType: 'VERIFICATION', challenge: null, data: { challenge: 'nested' } });
    expect(reading).toEqual({ kind: 'challenge', challenge: 'nested' });
  });

  test('is answered as JSON, or as text by option', () => {
    const answerAs = (challengeAnswer: string) =>
      limai.answerChallenge('chal_1', limai.optionsSchema.parse({ challengeAnswer }));
    expect(answerAs('json')).toEqual({ contentType: 'application/json', body: '{"challenge":"chal_1"}' });
    expect(answerAs('text')).toEqual({ contentType: 'text/plain; charset=utf-8', body: 'chal_1' });
  });

  test('needs a signature unless the source says otherwise', () => {
    const allows = (input: object) => limai.allowsUnsignedChallenge(limai.optionsSchema.parse(input));
    expect([allows({}), allows({ verification: 'signed' }), allows({ verification: 'unsigned' })]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

describe('Limai options', () => {
  test('have defaults for everything', () => {
    expect(limai.optionsSchema.parse({})).toEqual({
      baseUrl: 'https://app.limai.io',
      challengeAnswer: 'json',
      verification: 'signed',
    });
  });

  test.each([
    { baseUrl: 'http://app.limai.io' },
    { verification: 'off' },
    { challengeAnswer: 'xml' },
    { extra: 1 },
  ])('refuse %j', (input) => {
    expect(limai.optionsSchema.safeParse(input).success).toBe(false);
  });
});
