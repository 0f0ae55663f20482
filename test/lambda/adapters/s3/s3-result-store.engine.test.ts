import { randomUUID } from 'node:crypto';
import { GetObjectAttributesCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { S3RawStore } from '../../../../lambda/adapters/s3/s3-raw-store';
import { S3ResultStore } from '../../../../lambda/adapters/s3/s3-result-store';
import { sha256Hex } from '../../../../lambda/domain/record/keys';
import { clock } from '../../../../lambda/handlers/compose';
import { BUCKET, type EngineBench, startEngineBench } from '../../../support/aws/engine-bench';
import { describeResultStoreContract } from '../ports/result-store.contract';

describe('S3 behind the local gateway', () => {
  let bench: EngineBench;
  let results: S3ResultStore;
  let raw: S3RawStore;
  beforeAll(async () => {
    bench = await startEngineBench();
    results = new S3ResultStore({ client: bench.s3, bucket: BUCKET, clock });
    raw = new S3RawStore(bench.s3, BUCKET);
  }, 30_000);
  afterAll(() => bench?.stop());

  describeResultStoreContract('S3ResultStore', async () => results);

  it('sends a checksum that S3 keeps, and metadata people can read', async () => {
    const body = Buffer.from('{"total":1}');
    const key = `results/${randomUUID()}.json`;
    const sha256 = sha256Hex(body);
    const identity = {
      pk: 'a#1',
      generation: 3,
      documentId: '~Ü',
      fetchedAt: Date.parse('2026-03-01T12:00:00.000Z'),
    };
    await results.put({ key, body, sha256, identity, condition: { ifNoneMatch: '*' } });
    const head = await bench.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: key }));
    expect(head.ContentType).toBe('application/json');
    expect(head.Metadata).toEqual({
      pksha256: sha256Hex('a#1'),
      generation: '3',
      documentid: '%7E%C3%9C',
      fetchedat: '2026-03-01T12:00:00.000Z',
      sha256,
    });
    const attributes = await bench.s3.send(
      new GetObjectAttributesCommand({ Bucket: BUCKET, Key: key, ObjectAttributes: ['Checksum'] }),
    );
    expect(attributes.Checksum?.ChecksumSHA256).toBe(Buffer.from(sha256, 'hex').toString('base64'));
  });

  it('gives a claim check back byte for byte', async () => {
    const body = Buffer.from([0, 255, 13, 10, 128]);
    await raw.putRaw('raw/a/1', body);
    await raw.putRaw('raw/a/1', body);
    expect(Buffer.from((await raw.getRaw('raw/a/1')) ?? [])).toEqual(body);
  });

  it('never writes over a claim check that is there', async () => {
    await raw.putRaw('raw/a/2', Buffer.from('first'));
    await raw.putRaw('raw/a/2', Buffer.from('second'));
    expect(Buffer.from((await raw.getRaw('raw/a/2')) ?? []).toString()).toBe('first');
  });

  it('knows no claim check it was not given', async () => {
    expect(await raw.getRaw('raw/a/nothing')).toBeUndefined();
  });

  it('does not take a missing bucket for a missing object', async () => {
    const lost = new S3RawStore(bench.s3, 'no-such-bucket');
    await expect(lost.getRaw('raw/a/1')).rejects.toThrow();
    await expect(lost.putRaw('raw/a/1', Buffer.from('x'))).rejects.toThrow();
  });
});
