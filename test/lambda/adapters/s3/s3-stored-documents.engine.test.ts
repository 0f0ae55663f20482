import { PutObjectCommand } from '@aws-sdk/client-s3';
import { S3StoredDocuments } from '../../../../lambda/adapters/s3/s3-stored-documents';
import { pathSegment, resultKey } from '../../../../lambda/domain/record/keys';
import { concurrently } from '../../../../lambda/usecases/concurrently';
import { BUCKET, type EngineBench, startEngineBench } from '../../../support/aws/engine-bench';

let bench: EngineBench;
beforeAll(async () => {
  bench = await startEngineBench();
}, 30_000);
afterAll(() => bench?.stop());

describe('S3StoredDocuments', () => {
  const toKey = (source: string, documentId: string) =>
    resultKey({
      provider: 'p',
      source,
      documentId,
      receivedAt: Date.parse('2026-01-01T00:00:00.000Z'),
      eventId: 'recon:x',
    });

  const givenObjects = (keys: readonly string[]) =>
    concurrently(keys, 16, async (Key) => {
      await bench.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: '{}' }));
    });

  it('names the documents of one source that have a result, and lists them once', async () => {
    await givenObjects([toKey('mine', 'doc-1'), toKey('mine', 'odd id/2'), toKey('mine-2', 'doc-3')]);
    const stored = new S3StoredDocuments(bench.s3, BUCKET);
    expect(await stored.listSegments('p', 'mine')).toEqual(new Set(['doc-1', pathSegment('odd id/2')]));
    const lists = () =>
      bench.gateway
        .calls()
        .filter(({ action }) => action.startsWith('List'))
        .reduce((sum, { count }) => sum + count, 0);
    const before = lists();
    expect(before).toBeGreaterThan(0);
    await stored.listSegments('p', 'mine');
    expect(lists()).toBe(before);
  });

  it('names the documents of a source with more results than one listing gives (1,000)', async () => {
    const ids = Array.from({ length: 1_100 }, (_, n) => `doc-${n}`);
    await givenObjects(ids.map((id) => toKey('crowded', id)));
    const found = await new S3StoredDocuments(bench.s3, BUCKET).listSegments('p', 'crowded');
    expect(found).toEqual(new Set(ids));
  }, 30_000);
});
