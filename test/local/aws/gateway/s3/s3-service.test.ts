import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { type GivenGateway, givenGateway } from '../given-gateway';

let given: GivenGateway;
let lastKey = 0;

beforeAll(async () => {
  given = await givenGateway({ dynamodb: 'dynalite' });
  await given.s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
});

afterAll(() => given.stop());

function freshKey(): string {
  lastKey += 1;
  return `results/${lastKey}.json`;
}

function put(Key: string, Body: string | Buffer, more: Partial<PutObjectCommandInput> = {}) {
  return given.s3.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body, ...more }));
}

async function read(Key: string): Promise<string | undefined> {
  const { Body } = await given.s3.send(new GetObjectCommand({ Bucket: 'bucket', Key }));
  return Body?.transformToString();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

describe('S3 behind the gateway', () => {
  it('lets exactly one of 50 create-only puts on one key win', async () => {
    const key = freshKey();
    // With its 50 connections open, the client sends all puts at once.
    await Promise.all(Array.from({ length: 50 }, () => read(key).catch(() => undefined)));

    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => put(key, `writer ${index}`, { IfNoneMatch: '*' })),
    );

    const winners = outcomes.flatMap(({ status }, index) =>
      status === 'fulfilled' ? [`writer ${index}`] : [],
    );
    expect(winners).toHaveLength(1);
    expect(await read(key)).toBe(winners[0]);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({
          name: 'PreconditionFailed',
          $metadata: { httpStatusCode: 412 },
        });
      }
    }
  });

  it('lets exactly one of 20 replacements of the same version win', async () => {
    const key = freshKey();
    const { ETag } = await put(key, 'first');

    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => put(key, `next ${index}`, { IfMatch: ETag })),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('lets a create-only put win again once the object is deleted', async () => {
    const key = freshKey();
    await put(key, 'first', { IfNoneMatch: '*' });
    await given.s3.send(new DeleteObjectCommand({ Bucket: 'bucket', Key: key }));

    await put(key, 'second', { IfNoneMatch: '*' });

    expect(await read(key)).toBe('second');
  });

  it('replaces only the version that If-Match names', async () => {
    const key = freshKey();
    const { ETag } = await put(key, 'first');
    await put(key, 'second', { IfMatch: ETag });

    await expect(put(key, 'third', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await read(key)).toBe('second');
  });

  it('answers 404 to If-Match on a key that is not there', async () => {
    await expect(put(freshKey(), 'x', { IfMatch: '"abc"' })).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('keeps the SHA-256 it was given, and the metadata', async () => {
    const key = freshKey();
    const stored = await put(key, 'body', { ChecksumSHA256: sha256('body'), Metadata: { generation: '3' } });

    const head = await given.s3.send(
      new HeadObjectCommand({ Bucket: 'bucket', Key: key, ChecksumMode: 'ENABLED' }),
    );

    expect(stored.ChecksumSHA256).toBe(sha256('body'));
    expect(head).toMatchObject({
      ChecksumSHA256: sha256('body'),
      ContentLength: 4,
      ETag: stored.ETag,
      Metadata: { generation: '3' },
    });
  });

  it.each([
    ['SHA-256', { ChecksumSHA256: sha256('other') }],
    ['MD5', { ContentMD5: createHash('md5').update('other').digest('base64') }],
    ['CRC-32', { ChecksumCRC32: 'AAAAAA==' }],
  ])('refuses a body whose %s is another', async (_name, checksum) => {
    const key = freshKey();

    await expect(put(key, 'body', checksum)).rejects.toMatchObject({
      name: 'BadDigest',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(read(key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('stores a streamed body without its framing', async () => {
    const key = freshKey();
    const text = 'ü'.repeat(100_000);
    await given.s3.send(
      new PutObjectCommand({
        Bucket: 'bucket',
        Key: key,
        Body: Readable.from([Buffer.from(text)]),
        ContentLength: Buffer.byteLength(text),
      }),
    );

    expect(await read(key)).toBe(text);
  });

  it('says that the local engine, not AWS, has the limit of 11 MiB', async () => {
    const body = Buffer.alloc(12 * 1_048_576);

    await expect(put(freshKey(), body)).rejects.toMatchObject({
      name: 'EntityTooLarge',
      message: expect.stringMatching(/11 MiB.*got 12582912\. AWS would take it/),
    });
  });

  it('stores the largest body a webhook can have', async () => {
    const key = freshKey();
    const body = Buffer.alloc(10 * 1_048_576, 'x');

    await put(key, body, { IfNoneMatch: '*' });

    expect((await read(key))?.length).toBe(body.length);
  });
});
