import fc from 'fast-check';
import { ProviderError } from '../../../lambda/domain/provider/error-kinds';
import type { HttpClient } from '../../../lambda/domain/provider/provider';
import { getProvider } from '../../../lambda/providers/registry';
import { PROVIDER_IDS } from '../../../lambda/providers/webhook-registry';
import { fixture } from './fixture';
import { DEADLINE, fetchFrom, NOW, TOKEN } from './support/fetch-from';

/** Deliveries whose data has to be asked for. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  limai: ['document-extracted-success', 'document-reviewed'],
  extend: [
    'extract-run-processed-signed-url',
    'extract-run-processed-data-only',
    'extract-run-failed-signed-url',
  ],
};
/** Options without which a provider lists nothing. */
const LISTED: Readonly<Record<string, object>> = { limai: { deploymentId: 'dep_1' } };
/** Neither a number nor a text can be made of this time. */
const HOSTILE_TIME =
  '{"data":[{"id":"a","createdAt":"2026-01-01T00:00:00Z","updatedAt":{"toString":1,"valueOf":1}}]}';
/** What the providers' answers are known to have, and what every object has. */
const NAMES = [
  ...[
    'data',
    'status',
    'tables',
    'errorMessage',
    'pagination',
    'total',
    'nextPageToken',
    'id',
    'updatedAt',
    'createdAt',
  ],
  ...['fileId', 'extractionSchemaId', 'rows', 'value', 'reviewed'],
  ...['extractor', 'failureReason', 'failureMessage', 'error', 'code', 'retryable', 'object', 'output'],
  ...['__proto__', 'constructor', 'toString', 'valueOf', 'toJSON', 'length', 'then'],
];
const WORDS = [
  'COMPLETED',
  'PROCESSED',
  'FAILED',
  'PROCESSING',
  'EXTRACTED',
  '2026-01-01T00:00:00Z',
  '\ud800',
  '\u202e\n\u001b[31m',
  '',
];

/** JSON text that looks like an answer and has anything in any place. */
const answerText = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        'null',
        'true',
        '0',
        '-1',
        '1e400',
        '1e15',
        '""',
        ...WORDS.map((word) => JSON.stringify(word)),
      ),
      tie('list'),
      tie('object'),
    ),
    list: fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join()}]`),
    object: fc
      .array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 6 })
      .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`),
  }))
  .object.map(String);

const answer = fc.record({
  status: fc.constantFrom(200, 200, 200, 204, 302, 400, 401, 404, 409, 429, 500),
  text: answerText,
  headers: fc.dictionary(fc.constantFrom('retry-after', 'date', 'location', '__proto__'), fc.string()),
});

function httpAnswering({
  status,
  text,
  headers,
}: {
  status: number;
  text: string;
  headers: Record<string, string>;
}): HttpClient {
  return { get: async () => ({ status, headers, body: Buffer.from(text) }) };
}

/** Undefined, or the error that is none of those a provider may end in. */
async function surprise(attempt: () => Promise<unknown>): Promise<unknown> {
  try {
    await attempt();
    return undefined;
  } catch (error) {
    return error instanceof ProviderError ? undefined : error;
  }
}

describe.each(PROVIDER_IDS)('whatever the API of %s answers', (id) => {
  const provider = getProvider(id);
  const context = { apiToken: async () => TOKEN, now: NOW, deadline: DEADLINE, maxBytes: 1_000_000 };

  it.each(ASKED[id] ?? ['name a delivery in this test'])(
    'fetching ends in a result or a known kind of error: %s',
    async (name) => {
      const delivery = fixture(id, name);
      await fc.assert(
        fc.asyncProperty(answer, async (given) => {
          const http = httpAnswering(given);
          expect(await surprise(() => fetchFrom(provider, { delivery, http }))).toBeUndefined();
        }),
        { numRuns: 300 },
      );
    },
  );

  function list(http: HttpClient) {
    const options = provider.optionsSchema.parse(LISTED[id] ?? {});
    return provider.reconciliation?.list({ ...context, options, http, since: 0, cursor: undefined });
  }

  it('listing ends in a page or a known kind of error', async () => {
    await fc.assert(
      fc.asyncProperty(answer, async (given) => {
        expect(await surprise(async () => list(httpAnswering(given)))).toBeUndefined();
      }),
      { numRuns: 300, examples: [[{ status: 200, text: HOSTILE_TIME, headers: {} }]] },
    );
  });

  it('a page of more rows than any could hold is refused, before each row costs a line in the log', async () => {
    const text = `{"data":[${'0,'.repeat(5_000)}0]}`;
    await expect(list(httpAnswering({ status: 200, text, headers: {} }))).rejects.toMatchObject({
      kind: 'transient',
      message: expect.stringContaining('more than 5000 rows'),
    });
  });
});
