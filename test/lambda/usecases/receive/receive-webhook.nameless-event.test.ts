import type { FetchOutcome, Provider } from '../../../../lambda/domain/provider/provider';
import { RECONCILE_DEFAULTS } from '../../../../lambda/domain/reconcile/reconcile-scan';
import { toIso } from '../../../../lambda/domain/record/event-record';
import { documentKey, eventKey, pathSegment } from '../../../../lambda/domain/record/keys';
import { type Behaviour, respond } from '../../../simulated/provider-stand-in';
import { SimulatedBucket } from '../../../simulated/stores/simulated-bucket';
import { SOURCE_ID, type World } from '../../../simulated/world';
import { providerWith } from '../../../support/scenes/provider-samples';
import { captured, DAY, HOUR, run } from '../../../support/scenes/reconcile-scene';
import { recover } from '../../../support/scenes/replay-scene';
import { bareWorld, counts, processVisible, recordOf } from '../../../support/scenes/scene';

const PK = eventKey(SOURCE_ID, 'evt_1');
const PROCESSED = { object: 'extract_run', id: 'exr_1', status: 'PROCESSED', output: { total: 2 } };
const FAILED = { object: 'extract_run', id: 'exr_1', status: 'FAILED', failureReason: 'ABORTED' };

const answering =
  (body: object): Behaviour =>
  () =>
    respond(200, body);

/** A source whose event names its payload by a link and nothing else; it was received and worked on. */
async function givenNameless(
  payload: object,
  { type = 'processed', provider = {} as Partial<Provider> } = {},
) {
  const extend = providerWith('extend');
  const world = bareWorld({
    ...extend,
    provider: { ...extend.provider, ...provider },
    reconcile: RECONCILE_DEFAULTS,
  });
  world.api.behaviours.set('/extract_runs', answering({ data: [] }));
  await run(world);
  world.clock.advance(10 * DAY);
  world.api.behaviours.set('/payload', answering(payload));
  world.api.behaviours.set('/extract_runs/exr_1', answering(payload));
  const link = { data: 'https://payloads.test/payload' };
  const event = { eventId: 'evt_1', eventType: `extract_run.${type}`, payload: link };
  await world.receiver().receive(world.delivery(Buffer.from(JSON.stringify(event))));
  await processVisible(world);
  return world;
}

async function replayed(world: World) {
  world.clock.advance(1_000);
  await recover(PK, world.recoveryDeps());
  await processVisible(world);
  return recordOf(world, PK);
}

describe('an event whose data alone names the document', () => {
  it.each([
    ['processed', PROCESSED, 'STORED'],
    ['failed', FAILED, 'EXTRACTION_FAILED'],
  ])('%s: is known to reconciliation once it is done', async (type, payload, status) => {
    const world = await givenNameless(payload, { type });
    expect(recordOf(world, PK)).toMatchObject({
      status,
      documentId: 'exr_1',
      documentKey: documentKey('extend', 'exr_1'),
    });
    const at = toIso(world.clock.now());
    world.api.behaviours.set(
      '/extract_runs',
      answering({ data: [{ ...payload, createdAt: at, updatedAt: at }] }),
    );
    world.clock.advance(HOUR);
    expect((await run(world)).totals).toMatchObject({ matched: 1, missing: 0 });
    expect(captured(world)).toEqual([]);
    expect(counts(world).ReconciliationGap ?? 0).toBe(0);
  });

  it('keeps the key of its result in every generation, and each object says which document it is', async () => {
    const put = jest.spyOn(SimulatedBucket.prototype, 'put');
    const world = await givenNameless(PROCESSED);
    const { resultKey = '' } = recordOf(world, PK);
    expect(resultKey.split('/').at(-2)).toBe(pathSegment(undefined));
    expect(await replayed(world)).toMatchObject({ status: 'STORED', generation: 2, resultKey });
    const objects = world.bucket.versions.get(resultKey) ?? [];
    expect(objects.map(({ head }) => head.generation)).toEqual([1, 2]);
    expect([...world.bucket.versions.keys()]).toEqual([resultKey]);
    expect(put.mock.calls.map(([{ identity }]) => identity.documentId)).toEqual(['exr_1', 'exr_1']);
    put.mockRestore();
  });

  it('keeps that key too where a generation without a result named the document', async () => {
    const outcomes: FetchOutcome[] = [
      { kind: 'extraction_failed', reason: 'ABORTED', documentId: 'exr_1' },
      { kind: 'data', extraction: Buffer.from('{}'), documentId: 'exr_1' },
    ];
    const fetchResult = async () => outcomes.shift() as FetchOutcome;
    const world = await givenNameless(PROCESSED, { provider: { fetchResult } });
    expect(recordOf(world, PK)).toMatchObject({ status: 'EXTRACTION_FAILED', documentId: 'exr_1' });
    const { resultKey = '', status } = await replayed(world);
    expect({ status, segment: resultKey.split('/').at(-2) }).toEqual({ status: 'STORED', segment: '_' });
  });
});
