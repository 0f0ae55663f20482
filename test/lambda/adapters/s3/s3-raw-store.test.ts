import { INGEST_LIMITS, s3Client } from '../../../../lambda/adapters/aws-clients';
import { S3RawStore } from '../../../../lambda/adapters/s3/s3-raw-store';
import { type AwsAnswer, type FakeAws, startFakeAws } from '../../../support/aws/fake-aws';

const BODY = Buffer.from([0, 255, 13, 10]);
const CONFLICT = xmlError(409, 'ConditionalRequestConflict');

describe('S3RawStore', () => {
  let aws: FakeAws;
  let store: S3RawStore;
  beforeEach(async () => {
    aws = await startFakeAws();
    store = new S3RawStore(s3Client(INGEST_LIMITS), 'b');
  });
  afterEach(() => aws.stop());

  it('puts a body only where there is none, under its own checksum', async () => {
    await store.putRaw('raw/a/1', BODY);
    expect(aws.calls).toHaveLength(1);
    expect(aws.calls[0]).toMatchObject({ action: 'PUT', body: BODY });
    expect(aws.calls[0]?.headers).toMatchObject({
      'if-none-match': '*',
      'x-amz-checksum-sha256': '6UifN/swUenvodyRYATXJ057Y5deMglwiUcmfyOTqb4=',
    });
  });

  it('is content with the same body that is there already', async () => {
    aws.answer = () => xmlError(412, 'PreconditionFailed');
    await store.putRaw('raw/a/1', BODY);
    expect(aws.calls).toHaveLength(1);
  });

  it('puts it all the same when another delivery of it is under way, whose end nobody knows', async () => {
    aws.answer = () => (aws.calls.length === 1 ? CONFLICT : {});
    await store.putRaw('raw/a/1', BODY);
    expect(aws.calls.map(({ headers }) => headers['if-none-match'])).toEqual(['*', undefined]);
    expect(aws.calls[1]?.body).toEqual(BODY);
  });

  it('stores a body once more on demand, whatever is there, so that its age counts from now', async () => {
    await store.renewRaw('raw/a/1', BODY);
    expect(aws.calls).toHaveLength(1);
    expect(aws.calls[0]).toMatchObject({ action: 'PUT', body: BODY });
    expect(aws.calls[0]?.headers).not.toHaveProperty('if-none-match');
  });

  it.each([
    ['a missing bucket', 404, 'NoSuchBucket'],
    ['a denied call', 403, 'AccessDenied'],
  ])('takes %s for what it is', async (_, status, code) => {
    aws.answer = () => xmlError(status, code);
    await expect(store.putRaw('raw/a/1', BODY)).rejects.toMatchObject({ name: code });
    expect(aws.calls).toHaveLength(1);
  });
});

function xmlError(status: number, code: string): AwsAnswer {
  return { status, body: `<Error><Code>${code}</Code><Message>m</Message></Error>` };
}
