import { ProviderError } from '../../../../lambda/domain/provider/error-kinds';
import type {
  ListedDocument,
  ListedPage,
  Provider,
  Reconciliation,
} from '../../../../lambda/domain/provider/provider';
import { jsonBody } from '../fixture';
import { DEADLINE, errorFrom, eventOf, NOW, TOKEN } from '../support/fetch-from';
import { type ScriptedAnswer, ScriptedHttp } from '../support/scripted-http';

/** What the shared suite must be told of a provider's list. */
export interface ListCases {
  /** Options that let a source be reconciled, and options that do not where some lack. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly missingOption?: Readonly<Record<string, unknown>>;
  /** A page's body with these rows, the last of its list; `more` where another follows. */
  readonly page: (rows: readonly ListedRow[], more?: boolean) => string;
}

export interface ListedRow {
  readonly id: unknown;
  readonly failed?: boolean;
  readonly createdAt?: unknown;
  readonly updatedAt?: unknown;
}

const AT = '2025-12-31T10:00:00.000Z';
const ROW = { id: 'doc-1', createdAt: AT, updatedAt: AT };
const SINCE = Date.parse('2025-12-01T00:00:00Z');
const DOCUMENT: ListedDocument = { documentId: 'doc-1', state: 'extracted', createdAt: AT, updatedAt: AT };

export function describeReconciliation<Options>(provider: Provider<Options>, cases: ListCases): void {
  const { reconciliation } = provider;
  if (!reconciliation) {
    throw new Error(`${provider.manifest.name}: has list cases and no reconciliation.`);
  }
  const options = provider.optionsSchema.parse(cases.options);
  const bench: ListBench = {
    cases,
    list: (http, cursor) => listWith(reconciliation, { options, http, cursor }),
  };
  describe('reconciliation', () => {
    describePages(bench);
    describeProblem(bench);
    describeBodies(provider, reconciliation, options);
    test('says what its options lack, and what it cannot see', () => {
      expect(reconciliation.missingOption(options)).toBeUndefined();
      if (cases.missingOption) {
        expect(reconciliation.missingOption(provider.optionsSchema.parse(cases.missingOption))).toMatch(
          /options\.\w+/,
        );
      }
      expect(reconciliation.blindSpots.length).toBeGreaterThan(0);
    });
  });
}

interface ListBench {
  readonly cases: ListCases;
  list(http: ScriptedHttp, cursor?: string): Promise<ListedPage>;
}

function listWith<Options>(
  { list }: Reconciliation<Options>,
  { options, http, cursor }: { options: Options; http: ScriptedHttp; cursor: string | undefined },
): Promise<ListedPage> {
  const apiToken = async () => TOKEN;
  return list({
    options,
    http,
    apiToken,
    now: NOW,
    deadline: DEADLINE,
    maxBytes: 1_000_000,
    since: SINCE,
    cursor,
  });
}

function answering(answer: ScriptedAnswer): ScriptedHttp {
  return new ScriptedHttp(() => answer);
}

/** Every page of a list that answers alike, until its end. */
async function walk(bench: ListBench, http: ScriptedHttp): Promise<ListedPage[]> {
  const pages: ListedPage[] = [];
  let cursor: string | undefined;
  do {
    const page = await bench.list(http, cursor);
    pages.push(page);
    cursor = page.next;
  } while (cursor !== undefined && pages.length < 50);
  return pages;
}

function describePages(bench: ListBench): void {
  const { cases } = bench;
  test('reads rows of both outcomes, and comes to an end', async () => {
    const http = answering({ status: 200, body: cases.page([ROW, { ...ROW, id: 'doc-2', failed: true }]) });
    const pages = await walk(bench, http);
    expect(pages.length).toBeLessThan(10);
    const documents = pages.flatMap((page) => page.documents);
    expect(documents).toContainEqual(expect.objectContaining(DOCUMENT));
    expect(documents).toContainEqual(expect.objectContaining({ documentId: 'doc-2', state: 'failed' }));
  });

  test('asks with token, deadline and size limit', async () => {
    const http = answering({ status: 200, body: cases.page([]) });
    await bench.list(http);
    expect(http.requests).toMatchObject([
      { headers: { authorization: `Bearer ${TOKEN}` }, deadline: DEADLINE, maxBytes: 1_000_000 },
    ]);
  });

  test('goes on to other pages, each by a cursor of its own', async () => {
    const http = new ScriptedHttp((_, index) => ({ status: 200, body: cases.page([ROW], index === 0) }));
    const { next } = await bench.list(http);
    expect(next).toEqual(expect.any(String));
    await bench.list(http, next);
    expect(http.requests[1]?.url).not.toBe(http.requests[0]?.url);
  });

  test('brings every form of a time into one', async () => {
    const rows = ['2025-12-31T10:00:00Z', '2025-12-31T12:00:00.000+02:00'].map((at) => ({
      ...ROW,
      updatedAt: at,
    }));
    const { documents } = await bench.list(answering({ status: 200, body: cases.page(rows) }));
    expect(documents.map(({ updatedAt }) => updatedAt)).toEqual([AT, AT]);
  });

  test('takes a number for the id of a row, by its exact text', async () => {
    const body = cases.page([{ ...ROW, id: '@' }]).replace('"@"', '12345678901234567890');
    const { documents, unusable } = await bench.list(answering({ status: 200, body }));
    expect(documents).toEqual([expect.objectContaining({ documentId: '12345678901234567890' })]);
    expect(unusable).toEqual([]);
  });

  test('says of a row that lacks a usable id or time that it does, and never a value', async () => {
    const bad = [undefined, null, true, '', 'PAYLOAD_VALUE'.repeat(400), '\ud800', {}];
    const rows = [
      ...bad.map((id) => ({ ...ROW, id })),
      ...bad.map((createdAt) => ({ ...ROW, createdAt })),
      { ...ROW, updatedAt: 'retry 120' },
      { ...ROW, createdAt: 7 },
    ];
    const { documents, unusable } = await bench.list(answering({ status: 200, body: cases.page(rows) }));
    expect(documents).toEqual([]);
    expect(unusable).toHaveLength(rows.length);
    expect(unusable.join()).not.toContain('PAYLOAD');
  });
}

function describeProblem(bench: ListBench): void {
  test.each([
    [401, 'credentials'],
    [404, 'not_found'],
    [429, 'throttled'],
    [400, 'permanent'],
    [503, 'transient'],
  ])('takes HTTP %i for %s', async (status, kind) => {
    const error = await errorFrom(bench.list(answering({ status, headers: { 'retry-after': '7' } })));
    expect(error).toMatchObject({ kind, retryAfter: 7_000 });
  });

  test('asks again after a body that is no page', async () => {
    for (const body of ['', '<html>', '[]', '{}', '{"data":{}}']) {
      expect(await errorFrom(bench.list(answering({ status: 200, body })))).toMatchObject({
        kind: 'transient',
      });
    }
  });

  test('rejects an unknown cursor for good, and asks nobody', async () => {
    for (const cursor of ['', 'x', '99:', '9.0.0', '-1.0.0', '0.0.0&limit=1']) {
      const http = answering({ status: 200, body: bench.cases.page([]) });
      const error = await bench.list(http, cursor).catch((thrown: unknown) => thrown);
      expect(error instanceof ProviderError && error.kind).toBe('permanent');
      expect(http.requests).toEqual([]);
    }
  });
}

function describeBodies<Options>(
  provider: Provider<Options>,
  { body }: Reconciliation<Options>,
  options: Options,
): void {
  test('makes a body that is read as the webhook it stands for', () => {
    for (const state of ['extracted', 'failed'] as const) {
      const text = body('recon:doc-1:x', { ...DOCUMENT, state, schemaId: 'schema-1' }, options);
      expect(provider.parseEvent(jsonBody(text))).toMatchObject({
        kind: 'event',
        event: {
          eventId: 'recon:doc-1:x',
          documentId: 'doc-1',
          disposition: 'fetch',
          occurredAt: AT,
          ...(state === 'failed' && { failed: true }),
        },
      });
    }
  });

  test('makes a failure’s body end as a failed extraction without a call', async () => {
    const text = body('recon:doc-1:x', { ...DOCUMENT, state: 'failed' }, options);
    const http = answering({ status: 500 });
    expect(await fetched(provider, { text, http, options })).toMatchObject({ kind: 'extraction_failed' });
    expect(http.requests).toEqual([]);
  });

  test('makes a body whose data is asked for, since a list holds none', async () => {
    const text = body('recon:doc-1:x', DOCUMENT, options);
    const http = answering({ status: 503 });
    await errorFrom(fetched(provider, { text, http, options }));
    expect(http.requests).toHaveLength(1);
  });
}

/** As a processor does: a list says that there is data and holds none of it, and what it says of a failure is all there is. */
function fetched<Options>(
  provider: Provider<Options>,
  { text, http, options }: { text: Uint8Array; http: ScriptedHttp; options: Options },
) {
  const event = eventOf(provider, text);
  return provider.fetchResult({
    event,
    body: jsonBody(text),
    bodyReceivedAt: NOW,
    options,
    http,
    download: http,
    apiToken: async () => TOKEN,
    refetch: event.failed !== true,
    onMismatch: () => undefined,
    now: NOW,
    deadline: DEADLINE,
    maxBytes: 1_000_000,
  });
}
