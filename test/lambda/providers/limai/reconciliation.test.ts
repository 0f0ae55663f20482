import { optionsSchema } from '../../../../lambda/providers/limai/manifest';
import { reconciliation } from '../../../../lambda/providers/limai/reconciliation';
import { walkList } from '../support/list-from';

const AT = '2025-12-31T10:00:00.000Z';
const options = optionsSchema.parse({ deploymentId: 'dep/1' });

/** Answers from these ids, by offset; `most` rows whatever was asked for. */
function serving(ids: readonly string[], most = 500, total: number | undefined = ids.length) {
  return (query: URLSearchParams) => {
    const listed = query.get('status') === 'EXTRACTED' ? ids : [];
    const offset = Number(query.get('offset'));
    const limit = Math.min(Number(query.get('limit')), most);
    const data = listed
      .slice(offset, offset + limit)
      .map((id) => ({ id, status: 'EXTRACTED', createdAt: AT, updatedAt: AT }));
    const pagination = total === undefined ? undefined : { total: listed === ids ? total : 0, limit, offset };
    return { status: 200, body: JSON.stringify({ data, pagination }) };
  };
}

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `file-${at}`);
}

async function idsListed(answer: Parameters<typeof walkList>[2]): Promise<Set<string>> {
  const { pages } = await walkList(reconciliation, options, answer);
  return new Set(pages.flatMap(({ documents }) => documents.map(({ documentId }) => documentId)));
}

describe('the list of Limai’s documents', () => {
  it('is read in pages of 500 that overlap by 50, each status to its end', async () => {
    const { pages, queries } = await walkList(reconciliation, options, serving(ids(1_200)));
    const places = queries.map(
      (query) => `${query.get('status')} ${query.get('offset')}/${query.get('limit')}`,
    );
    expect(places).toEqual(['EXTRACTED 0/500', 'EXTRACTED 450/500', 'EXTRACTED 900/500', 'FAILED 0/500']);
    expect(pages.map(({ rows, total }) => [rows, total])).toEqual([
      [500, 1_200],
      [950, 1_200],
      [1_200, 1_200],
      [1_200, 1_200],
    ]);
  });

  it('loses nothing when as many documents are deleted meanwhile as pages overlap', async () => {
    const all = ids(1_000);
    let asked = 0;
    const answer = (query: URLSearchParams) => {
      asked += 1;
      return serving(asked === 1 ? all : all.slice(50))(query);
    };
    expect(await idsListed(answer)).toEqual(new Set(all));
  });

  it.each([
    ['gives fewer rows than asked for', 20, 100],
    ['gives one row at a time', 1, 5],
    ['does not say how many there are', 500, 700, undefined],
  ])('is read to its end from a server that %s', async (_, most, count, ...total) => {
    expect(await idsListed(serving(ids(count), most, total.length > 0 ? undefined : count))).toEqual(
      new Set(ids(count)),
    );
  });

  it('takes the word of a row for its state, where a server ignores the filter', async () => {
    const row = { id: 'a', createdAt: AT, updatedAt: AT };
    const body = JSON.stringify({
      data: ['FAILED', 'UPLOADED', 'constructor'].map((status) => ({ ...row, status })),
    });
    const { pages } = await walkList(reconciliation, options, () => ({ status: 200, body }));
    expect(pages[0]?.documents).toEqual([{ documentId: 'a', state: 'failed', createdAt: AT, updatedAt: AT }]);
  });

  it('names the schema, where the options do, in the event of a captured document', () => {
    const document = { documentId: 'a', state: 'extracted', createdAt: AT, updatedAt: AT } as const;
    const withSchema = optionsSchema.parse({ deploymentId: 'dep', extractionSchemaId: 'schema_1' });
    expect(JSON.parse(Buffer.from(reconciliation.body('recon:a', document, withSchema)).toString())).toEqual({
      eventId: 'recon:a',
      eventType: 'DOCUMENT_EXTRACTED',
      timestamp: AT,
      deploymentId: 'dep',
      extractionSchemaId: 'schema_1',
      fileId: 'a',
      jobId: null,
      data: { status: 'success', errorMessage: null },
    });
  });
});
