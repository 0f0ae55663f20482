import { documentShowSchema } from '../../../../cli/commands/document';
import { eventsListSchema } from '../../../../cli/commands/events-list';
import { replayReport } from '../../../../cli/operations/replay-report';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import { eventKey, quarantineKey } from '../../../../lambda/domain/record/keys';
import type { RecoveryDeps } from '../../../../lambda/usecases/recover/recover-event';
import { NOW, recordIn, storedResult } from '../../../support/records/records';
import { planRecovery } from '../../../support/scenes/replay-scene';
import { recordedInbox } from '../../recorded-inbox';
import { runCommand } from '../../run-command';

/** Records of a source that is not among recordedInbox's. */
const former = (id: string) => ({ pk: eventKey('former', id), eventId: id, source: 'former' });
const STORED = recordIn('STORED', { ...storedResult, ...former('evt_old') });
const WAITING = recordIn('RECEIVED', former('evt_open'));
const QUARANTINED = recordIn('QUARANTINED', {
  pk: quarantineKey('former', 'ab'),
  eventId: 'ab',
  source: 'former',
});
const PRESENT = recordIn('STORED', { ...storedResult, pk: 'limai#evt_new', eventId: 'evt_new' });
const RECORDS = [STORED, WAITING, QUARANTINED, PRESENT];

const run = (...args: string[]) =>
  runCommand(args, { connect: async () => recordedInbox(RECORDS), now: () => NOW });

describe('events list', () => {
  it('lists the records of a former source, alone and beside all others', async () => {
    const one = await run('events', 'list', '--source', 'former', '--json');
    expect(one.code).toBe(0);
    const keys = eventsListSchema.parse(JSON.parse(one.out)).events.map(({ pk }) => pk);
    expect(keys.sort()).toEqual([QUARANTINED.pk, STORED.pk, WAITING.pk].sort());
    const all = await run('events', 'list', '--json');
    expect(eventsListSchema.parse(JSON.parse(all.out)).events).toHaveLength(4);
  });

  it('refuses a source that has no records either', async () => {
    expect(await run('events', 'list', '--source', 'nobody')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Source: got "nobody", expected one of limai'),
    });
  });
});

describe('events show', () => {
  it.each([
    ['final, by its id', ['evt_old'], STORED.pk],
    ['open, by its id', ['evt_open'], WAITING.pk],
    ['quarantined, by its digest', ['ab'], QUARANTINED.pk],
    ['by its id and its former source', ['evt_old', '--source', 'former'], STORED.pk],
    ['by its whole key', [STORED.pk], STORED.pk],
  ])('finds an event of a former source: %s', async (_, args, pk) => {
    const { code, out } = await run('events', 'show', ...args);
    expect([code, out]).toEqual([0, expect.stringContaining(pk)]);
  });
});

describe('document show', () => {
  it('shows the events of a former source, also of a provider that has no source left', async () => {
    const document = { documentId: 'file_9', documentKey: 'extend#file_9', provider: 'extend' };
    const records = [{ ...STORED, ...document }];
    const inbox = recordedInbox(records);
    const sources = new Map(
      [...inbox.sources].filter(([, { provider }]) => provider.manifest.id === 'limai'),
    );
    for (const args of [[], ['--source', 'former']]) {
      const { code, out } = await runCommand(['document', 'show', 'file_9', ...args, '--json'], {
        connect: async () => ({ ...inbox, sources }),
        now: () => NOW,
      });
      expect(code).toBe(0);
      expect(documentShowSchema.parse(JSON.parse(out)).events.map(({ pk }) => pk)).toEqual([STORED.pk]);
    }
  });
});

describe('replay', () => {
  it('refuses an event of a former source, and names the remedy', async () => {
    const recorded = recordedInbox([{ ...STORED, status: 'FAILED' } as EventRecord]);
    const inbox = { ...recorded, deps: () => recorded as never };
    expect(await planRecovery(STORED.pk, inbox as unknown as RecoveryDeps)).toMatchObject({
      refusal: 'unknown_source',
    });
    const { code, out } = await runCommand(['replay', 'evt_old', '--dry-run', '--json'], {
      connect: async () => inbox,
      now: () => NOW,
    });
    expect(code).toBe(1);
    expect(replayReport.parse(JSON.parse(out)).refused).toEqual([
      { key: STORED.pk, refusal: 'unknown_source' },
    ]);
    expect(
      (await runCommand(['replay', 'evt_old', '--dry-run'], { connect: async () => inbox, now: () => NOW }))
        .out,
    ).toContain('add it');
  });
});
