import { INGEST_LIMITS, s3Client } from '../../../../lambda/adapters/aws-clients';
import { S3ResultStore } from '../../../../lambda/adapters/s3/s3-result-store';
import { sha256Hex } from '../../../../lambda/domain/record/keys';
import { type FakeAws, startFakeAws } from '../../../support/aws/fake-aws';

const PREFIX = 'x-amz-meta-';

describe('the metadata of a result object', () => {
  let aws: FakeAws;
  beforeAll(async () => {
    aws = await startFakeAws();
    aws.answer = () => ({ headers: { etag: '"e"' } });
  });
  afterAll(() => aws.stop());

  async function putMetadata(documentId: string): Promise<Record<string, string>> {
    const clock = { sleep: async () => undefined };
    const store = new S3ResultStore({ client: s3Client(INGEST_LIMITS), bucket: 'b', clock });
    await store.put({
      key: 'k',
      body: Buffer.from('{}'),
      sha256: sha256Hex('{}'),
      identity: {
        pk: `a#${documentId}`,
        generation: 1,
        documentId,
        fetchedAt: Date.parse('2026-03-01T12:00:00.000Z'),
      },
      condition: { ifNoneMatch: '*' },
    });
    return Object.fromEntries(
      Object.entries(aws.calls.at(-1)?.headers ?? {})
        .filter(([name]) => name.startsWith(PREFIX))
        .map(([name, value]) => [name.slice(PREFIX.length), String(value)]),
    );
  }

  it.each([
    ['plain', 'file_1', 'file_1'],
    ['no ASCII', 'Ü 1', '%C3%9C%201'],
    ['a line break', 'a\r\nb', 'a%0D%0Ab'],
    ['what looks like a hash', '~ab', '%7Eab'],
    ['half a character', '\ud83d', '%EF%BF%BD'],
    ['just short enough', 'x'.repeat(512), 'x'.repeat(512)],
    ['too long', 'x'.repeat(513), `~${sha256Hex('x'.repeat(513))}`],
    ['too long once encoded', 'ü'.repeat(100), `~${sha256Hex('ü'.repeat(100))}`],
  ])('names a document id that is %s', async (_name, documentId, expected) => {
    expect((await putMetadata(documentId)).documentid).toBe(expected);
  });

  it('stays ASCII and below the 2 KB that S3 allows, whatever the ids are', async () => {
    for (const id of ['é'.repeat(5_000), 'x'.repeat(512), '😀']) {
      const metadata = await putMetadata(id);
      const text = Object.entries(metadata).flat().join('');
      expect(Object.keys(metadata).sort()).toEqual([
        'documentid',
        'fetchedat',
        'generation',
        'pksha256',
        'sha256',
      ]);
      expect(text).toMatch(/^[\x20-\x7e]*$/);
      expect(text.length).toBeLessThan(2_048);
    }
  });
});
