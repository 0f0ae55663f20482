import { limai } from '../../../../lambda/providers/limai';
import { jsonBody } from '../fixture';

function readFields(fields: Record<string, unknown>) {
  return limai.parseEvent(
    jsonBody(JSON.stringify({ eventId: 'e', eventType: 'DOCUMENT_EXTRACTED', fileId: 'f', ...fields })),
  );
}

describe('a Limai event', () => {
  test.each([undefined, null, '', true, {}, '\ud800'])(
    'is invalid, naming fileId, when fileId is %j',
    (fileId) => {
      expect(readFields({ fileId })).toMatchObject({
        kind: 'invalid',
        reason: expect.stringContaining('fileId'),
      });
    },
  );

  test('keeps its result when a secondary id has another type: the id is left out', () => {
    const odd = {
      jobId: null,
      extractionSchemaId: true,
      organizationId: {},
      deploymentId: '',
      timestamp: 1705314645,
    };
    expect(readFields(odd)).toEqual({
      kind: 'event',
      event: { eventId: 'e', eventType: 'DOCUMENT_EXTRACTED', disposition: 'fetch', documentId: 'f' },
    });
  });

  test.each(['12345678901234567890', '1e5', '-0', '7'])(
    'may have the number %s for any id, and keeps its exact text',
    (number) => {
      const text = `{"eventId":0,"eventType":"DOCUMENT_EXTRACTED","fileId":${number},"jobId":${number},
        "extractionSchemaId":${number},"organizationId":${number},"deploymentId":${number},"eventId":${number}}`;
      expect(limai.parseEvent(jsonBody(text))).toEqual({
        kind: 'event',
        event: {
          eventId: number,
          eventType: 'DOCUMENT_EXTRACTED',
          disposition: 'fetch',
          documentId: number,
          jobId: number,
          schemaId: number,
          organizationId: number,
          deploymentId: number,
        },
      });
    },
  );

  test('has a text for its type, never a number', () => {
    expect(readFields({ eventType: 5 })).toMatchObject({
      kind: 'invalid',
      reason: expect.stringMatching(/^eventType: expected a non-empty string/),
    });
  });

  test.each([
    ['DOCUMENT_EXTRACTED', { status: 'success' }, { outcome: 'success' }],
    ['DOCUMENT_EXTRACTED', { status: 'failed' }, { outcome: 'failed', failed: true }],
    ['DOCUMENT_EXTRACTED', { status: 'partial' }, { outcome: 'partial' }],
    ['DOCUMENT_EXTRACTED', { status: 7 }, {}],
    ['DOCUMENT_EXTRACTED', { status: '' }, {}],
    ['DOCUMENT_EXTRACTED', null, {}],
    ['DOCUMENT_EXTRACTED', 'failed', {}],
    ['DOCUMENT_REVIEWED', { status: 'reviewed' }, {}],
    ['SOMETHING_NEW', { status: 'failed' }, {}],
  ])('%s with the data %j has the outcome %j', (eventType, data, expected) => {
    const reading = readFields({ eventType, data });
    const { outcome, failed } = reading.kind === 'event' ? reading.event : {};
    expect({ outcome, failed }).toEqual(expected);
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
    'is invalid as %j: it would be echoed',
    (challenge) => {
      expect(readFields({ eventType: 'VERIFICATION', challenge })).toMatchObject({
        kind: 'invalid',
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
