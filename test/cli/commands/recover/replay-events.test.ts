import { replayReport } from '../../../../cli/operations/replay-report';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import { statusDay } from '../../../../lambda/domain/record/keys';
import { recordIn } from '../../../support/records/records';
import { overriding, unavailable } from '../../../support/scenes/overriding';
import { bareWorld } from '../../../support/scenes/scene';
import { recordedInbox } from '../../recorded-inbox';
import { runCommand } from '../../run-command';

const STUCK = 'limai#event-2';

/** FAILED events, changed now; the second of them cannot be written. */
async function givenFailedEvents(count: number) {
  const world = bareWorld();
  const now = world.clock.now();
  const records: EventRecord[] = Array.from({ length: count }, (_, n) =>
    recordIn('FAILED', {
      pk: `limai#event-${n + 1}`,
      updatedAt: now - n,
      expiresAt: now / 1000 + 86_400,
      statusDay: statusDay('FAILED', now, 0),
    }),
  );
  for (const record of records) {
    await world.store.create(record);
  }
  const store = overriding(world.ports.store, {
    update: (write) => (write.pk === STUCK ? unavailable() : world.store.update(write)),
  });
  const inbox = recordedInbox(records);
  const deps = () => ({ ...world.recoveryDeps({ ...world.ports, store }), sources: inbox.sources });
  return { now, inbox: { ...inbox, store, deps } as never };
}

describe('replay', () => {
  it('reports what it did and what it left when an error ends it', async () => {
    const { now, inbox } = await givenFailedEvents(30);
    const args = ['replay', '--status', 'failed', '--reason', 'fixed', '--rate', '100', '--yes', '--json'];
    const { code, out, err } = await runCommand(args, { connect: async () => inbox, now: () => now });
    expect([code, err]).toEqual([1, expect.stringContaining('ServiceUnavailable')]);
    const { planned, done, left, events } = replayReport.parse(JSON.parse(out));
    expect([planned, done + left]).toEqual([30, 30]);
    expect(done).toBeGreaterThan(0);
    expect(events.filter(({ outcome }) => outcome === 'left').map(({ key }) => key)).toContain(STUCK);
  });
});
