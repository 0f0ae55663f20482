import { toIso } from '../../../../lambda/domain/record/event-record';
import { eventKey } from '../../../../lambda/domain/record/keys';
import { SOURCE_ID } from '../../../simulated/world';
import {
  captured,
  DAY,
  finished,
  givenList,
  HOUR,
  pagesAsked,
  received,
  reconciledWorld,
  run,
} from '../../../support/scenes/reconcile-scene';
import { bareWorld, setRecord } from '../../../support/scenes/scene';

const MINUTE = 60_000;

describe('the window of a pass', () => {
  it('begins with the deployment, one interval before the first run: older history is not its business', async () => {
    const world = bareWorld({ reconcile: { everyMinutes: 60, horizonDays: 20, settleMinutes: 15 } });
    givenList(world, [finished(world, 'older', 61 * MINUTE), finished(world, 'newer', 59 * MINUTE)]);
    await run(world);
    expect(captured(world)).toEqual(['newer']);
    world.clock.advance(10 * DAY);
    givenList(world, [
      finished(world, 'before', 10 * DAY + HOUR + MINUTE),
      finished(world, 'after', 10 * DAY),
    ]);
    await run(world);
    expect(captured(world)).toEqual(['newer', 'after']);
  });

  it('asks nothing in a first run so early that every document is young', async () => {
    const world = bareWorld({ reconcile: { everyMinutes: 5, horizonDays: 20, settleMinutes: 15 } });
    givenList(world, [finished(world, 'young', 4 * MINUTE)]);
    expect(await run(world)).toMatchObject({
      outcome: 'complete',
      reason: expect.stringContaining('not asked: only documents unchanged for 15 minutes are looked at'),
    });
    expect(pagesAsked(world)).toBe(0);
    world.clock.advance(12 * MINUTE);
    await run(world);
    expect(captured(world)).toEqual(['young']);
  });

  it('begins where the configuration says, within the horizon', async () => {
    const reconcile = {
      from: '2000-01-01T00:00:00.000Z',
      everyMinutes: 60,
      horizonDays: 20,
      settleMinutes: 15,
    };
    const world = await reconciledWorld({ reconcile, policy: { recordRetentionDays: 100 } });
    world.clock.advance(20 * DAY);
    givenList(world, [finished(world, 'beyond', 21 * DAY), finished(world, 'within', 19 * DAY)]);
    await run(world);
    expect(captured(world)).toEqual(['within']);
  });

  it('leaves young documents to their webhooks', async () => {
    const world = await reconciledWorld();
    givenList(world, [finished(world, 'young', 14 * 60_000), finished(world, 'ripe', 16 * 60_000)]);
    let young = 0;
    const onProgress = ({ tooYoung }: { tooYoung: number }) => {
      young += tooYoung;
    };
    await run(world, { onProgress });
    expect([captured(world), young]).toEqual([['ripe'], 1]);
    world.clock.advance(5 * 60_000);
    await run(world);
    expect(captured(world).sort()).toEqual(['ripe', 'young']);
  });

  it('reaches a day behind the start of the pass before', async () => {
    const world = await reconciledWorld();
    givenList(world, []);
    await run(world);
    givenList(world, [finished(world, 'shifted', 23 * HOUR), finished(world, 'looked-at', 25 * HOUR)]);
    await run(world);
    expect(captured(world)).toEqual(['shifted']);
  });

  it('never takes a record that expired for one that never was', async () => {
    const reconcile = {
      from: '2000-01-01T00:00:00.000Z',
      everyMinutes: 60,
      horizonDays: 20,
      settleMinutes: 15,
    };
    const world = await reconciledWorld({ reconcile });
    const [gone, standing] = ['gone', 'standing'].map((id) => finished(world, id, 19 * DAY));
    await received(world, 'gone');
    await received(world, 'standing');
    // Created long ago, edited since: a record of its extraction would have expired.
    world.clock.advance(31 * DAY);
    const edited = { updatedAt: toIso(world.clock.now() - DAY) };
    world.store.records.delete(eventKey(SOURCE_ID, 'evt-gone'));
    givenList(
      world,
      [gone, standing].flatMap((document) => (document ? [{ ...document, ...edited }] : [])),
    );
    expect((await run(world)).totals).toMatchObject({ listed: 0, missing: 0 });
    expect(captured(world)).toEqual([]);
  });

  it('knows an expired record that still stands', async () => {
    const world = await reconciledWorld();
    const document = finished(world, 'standing');
    await received(world, 'standing');
    setRecord(world, { expiresAt: 1 }, eventKey(SOURCE_ID, 'evt-standing'));
    givenList(world, [document]);
    expect((await run(world)).totals).toMatchObject({ matched: 1, missing: 0 });
  });
});
