import { INGEST_LIMITS, s3Client } from '../../../../lambda/adapters/aws-clients';
import { S3ResultStore } from '../../../../lambda/adapters/s3/s3-result-store';
import { sha256Hex } from '../../../../lambda/domain/record/keys';
import { type AwsAnswer, type FakeAws, startFakeAws } from '../../../support/aws/fake-aws';

const CONFLICT = xmlError(409, 'ConditionalRequestConflict');
const OBJECT = {
  key: 'results/a.json',
  body: Buffer.from('{}'),
  sha256: sha256Hex('{}'),
  identity: { pk: 'a#1', generation: 1, fetchedAt: Date.parse('2026-03-01T12:00:00.000Z') },
  condition: { ifNoneMatch: '*' },
} as const;

describe('S3ResultStore', () => {
  let aws: FakeAws;
  let store: S3ResultStore;
  beforeEach(async () => {
    aws = await startFakeAws();
    const clock = { sleep: async () => undefined };
    store = new S3ResultStore({ client: s3Client(INGEST_LIMITS), bucket: 'b', clock });
  });
  afterEach(() => aws.stop());

  it('tries again when S3 answers that another conditional write is under way', async () => {
    aws.answer = () => (aws.calls.length < 3 ? CONFLICT : { headers: { etag: '"e"' } });
    expect(await store.put(OBJECT)).toEqual({ stored: true, eTag: '"e"' });
    expect(aws.calls).toHaveLength(3);
  });

  it('gives up, with the outcome unknown, when the conflict does not end', async () => {
    aws.answer = () => CONFLICT;
    await expect(store.put(OBJECT)).rejects.toMatchObject({ name: 'ConditionalRequestConflict' });
    expect(aws.calls).toHaveLength(4);
  });

  it('sends the condition and the checksum with every try', async () => {
    aws.answer = () => (aws.calls.length < 2 ? CONFLICT : {});
    await store.put(OBJECT);
    for (const { headers } of aws.calls) {
      expect(headers['if-none-match']).toBe('*');
      expect(headers['x-amz-checksum-sha256']).toBe(Buffer.from(OBJECT.sha256, 'hex').toString('base64'));
      expect(headers['content-length']).toBe('2');
    }
  });

  it.each([
    ['the condition failed', 412, 'PreconditionFailed'],
    ['the object to replace is gone', 404, 'NoSuchKey'],
  ])('does not count as stored what S3 refuses because %s', async (_name, status, code) => {
    aws.answer = () => xmlError(status, code);
    expect(await store.put({ ...OBJECT, condition: { ifMatch: '"e"' } })).toEqual({ stored: false });
    expect(aws.calls[0]?.headers['if-match']).toBe('"e"');
  });

  it.each([
    ['a missing bucket', 404, 'NoSuchBucket'],
    ['a denied call', 403, 'AccessDenied'],
  ])('throws at once on %s', async (_name, status, code) => {
    aws.answer = () => xmlError(status, code);
    await expect(store.put(OBJECT)).rejects.toMatchObject({ name: code });
    expect(aws.calls).toHaveLength(1);
  });

  it('shows a foreign object as nobody’s', async () => {
    aws.answer = () => ({ headers: { etag: '"e"' } });
    expect(await store.head('results/a.json')).toMatchObject({ pkSha256: '', generation: 0, eTag: '"e"' });
  });
});

function xmlError(status: number, code: string): AwsAnswer {
  return { status, body: `<Error><Code>${code}</Code><Message>m</Message></Error>` };
}
