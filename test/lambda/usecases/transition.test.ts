import { sendOrDefer, sendWhenDue } from '../../../lambda/usecases/transition';
import type { World } from '../../simulated/world';
import { NOW, waitingRecord } from '../../support/records/records';
import { overriding, unavailable } from '../../support/scenes/overriding';
import { bareWorld, counts } from '../../support/scenes/scene';

const FIFTEEN_MINUTES = 900_000;

/** The delays of the messages that are sent for a record that waits so long. */
async function sendAfter(waitMs: number): Promise<number[]> {
  const delays: number[] = [];
  const queue = { send: async (_: string, __: string, delay: number) => void delays.push(delay) };
  const { telemetry } = bareWorld();
  const clock = { now: () => NOW, sleep: async () => {} };
  await sendWhenDue(waitingRecord({ notBefore: NOW + waitMs }), { queue, telemetry, clock });
  return delays;
}

describe('sendWhenDue', () => {
  it.each([
    [-1, [0]],
    [30_000, [31]],
    [FIFTEEN_MINUTES, [900]],
    [FIFTEEN_MINUTES + 1, []],
  ])('sends for an event that may be tried in %i ms with the delay %j', async (waitMs, delays) => {
    expect(await sendAfter(waitMs)).toEqual(delays);
  });
});

describe('sendOrDefer', () => {
  it('leaves to the sweeper what the queue does not take, with a metric and the event’s ids', async () => {
    const world: World = bareWorld();
    const queue = overriding(world.queue, { send: unavailable });
    const record = waitingRecord();
    await sendOrDefer(record, 0, { queue, telemetry: world.telemetry });
    expect(counts(world)).toEqual({ DeferredToSweeper: 1 });
    expect(world.telemetry.lines).toMatchObject([
      { level: 'warn', fields: { source: record.source, eventId: record.eventId } },
    ]);
  });
});
