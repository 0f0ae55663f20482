import type { ExtractRunsListRequest } from 'extend-ai/api/resources/extractRuns/client/requests/ExtractRunsListRequest';
import { optionsSchema } from '../../../../lambda/providers/extend/manifest';
import { reconciliation } from '../../../../lambda/providers/extend/reconciliation';
import { errorFrom, NOW } from '../support/fetch-from';
import { walkList } from '../support/list-from';

const HOUR = 3_600_000;

function run(id: string, hoursAgo: number, status = 'PROCESSED') {
  const at = new Date(NOW - hoursAgo * HOUR).toISOString();
  return { object: 'extract_run', id, status, extractor: { id: 'ex_1' }, createdAt: at, updatedAt: at };
}

function page(data: readonly object[], nextPageToken?: string) {
  return {
    status: 200,
    body: JSON.stringify({ object: 'list', data, ...(nextPageToken && { nextPageToken }) }),
  };
}

const EMPTY = page([]);

describe('the list of Extend’s runs', () => {
  it('asks in the SDK’s own words for what was created through the API, newest change first', async () => {
    const { queries } = await walkList(reconciliation, optionsSchema.parse({}), () => EMPTY);
    const expected = {
      source: 'API',
      sortBy: 'updatedAt',
      sortDir: 'desc',
      maxPageSize: 100,
    } satisfies ExtractRunsListRequest;
    const asked = queries.map((query) => Object.fromEntries(query));
    expect(asked).toEqual(
      ['PROCESSED', 'FAILED'].map((status) => ({ ...expected, status, maxPageSize: '100' })),
    );
  });

  it('asks for each run source and extractor that the options name', async () => {
    const reconcile = { runSources: ['API', 'STUDIO'], extractorIds: ['ex_1', 'ex_2'], pageSize: 7 };
    const { queries } = await walkList(reconciliation, optionsSchema.parse({ reconcile }), () => EMPTY);
    const asked = queries.map((query) =>
      ['status', 'source', 'extractorId', 'maxPageSize'].map((name) => query.get(name)),
    );
    expect(asked).toHaveLength(8);
    expect(asked[3]).toEqual(['PROCESSED', 'STUDIO', 'ex_2', '7']);
  });

  it('follows the token, and stops once runs are older than the window', async () => {
    const answers: Record<string, ReturnType<typeof page>> = {
      '': page([run('a', 1), run('b', 2)], 't/1+='),
      't/1+=': page([run('c', 3), run('d', 25)], 't2'),
    };
    const { pages, queries } = await walkList(reconciliation, optionsSchema.parse({}), (query) =>
      query.get('status') === 'FAILED' ? EMPTY : (answers[query.get('nextPageToken') ?? ''] ?? EMPTY),
    );
    expect(queries.map((query) => query.get('nextPageToken'))).toEqual([null, 't/1+=', null]);
    expect(pages.flatMap(({ documents }) => documents.map(({ documentId }) => documentId))).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  it('reads on where the order is not what it asked for', async () => {
    const { queries } = await walkList(reconciliation, optionsSchema.parse({}), (query) =>
      query.get('status') === 'FAILED' || query.get('nextPageToken')
        ? EMPTY
        : page([run('a', 30), run('b', 1), run('c', 40)], 't'),
    );
    expect(queries.map((query) => query.get('nextPageToken'))).toEqual([null, 't', null]);
  });

  it('is not led in a circle by a token that repeats', async () => {
    const walking = walkList(reconciliation, optionsSchema.parse({}), () => page([run('a', 1)], 'same'));
    expect(await errorFrom(walking)).toMatchObject({ kind: 'transient' });
  });

  it('keeps what Extend says of a failure', async () => {
    const failed = {
      ...run('a', 1, 'FAILED'),
      failureReason: 'PARSING_ERROR',
      failureMessage: 'line\nbreak',
    };
    const { pages } = await walkList(reconciliation, optionsSchema.parse({}), () => page([failed]));
    expect(pages[0]?.documents[0]).toMatchObject({
      state: 'failed',
      reason: 'PARSING_ERROR: line break',
      schemaId: 'ex_1',
    });
  });
});
