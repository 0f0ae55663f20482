import { checkOpenEvents } from '../../../cli/doctor/event-checks';
import type { Finding } from '../../../cli/doctor/finding';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { NOW, recordIn, storedResult } from '../../support/records/records';
import { recordedInbox } from '../recorded-inbox';

const HOUR = 3_600_000;

async function findFirst(record: EventRecord | undefined) {
  const inbox = recordedInbox(record ? [record] : []);
  const [finding] = await checkOpenEvents({ inbox, now: NOW });
  return finding as Partial<Finding> | undefined;
}

const openFor = (hours: number, more: Partial<EventRecord> = {}) =>
  recordIn('RECEIVED', { receivedAt: NOW - hours * HOUR, ...more });

describe('the check of open events', () => {
  it('is ok while none is open, or the oldest is young', async () => {
    expect(await findFirst(undefined)).toEqual({ result: 'passed', what: 'no event is open' });
    expect(await findFirst(openFor(11))).toMatchObject({ result: 'passed' });
  });

  it('fails halfway to the end of the retry window, and says what happens then', async () => {
    const finding = await findFirst(openFor(12));
    expect(finding).toMatchObject({
      code: 'open_events_overdue',
      what: '1 open, the oldest for 12h (limai#evt_1); it is given up after 1d',
      remedy: expect.stringContaining('`inbox events show evt_1 --source limai`'),
    });
  });

  it('says of a replay where the event returns to', async () => {
    const replay = { openedAt: NOW - 12 * HOUR, replayedFrom: 'STORED', ...storedResult } as const;
    expect((await findFirst(openFor(99, replay)))?.what).toBe(
      '1 open, the oldest for 12h (limai#evt_1); its replay ends after 1d, and it returns to STORED',
    );
  });

  it('names an event that came under the id of another by its whole key, quoted for a shell', async () => {
    const pk = `limai!same-id!${'a'.repeat(64)}`;
    const finding = await findFirst(openFor(12, { pk, sameIdAs: 'limai#evt_1' }));
    expect(finding?.remedy).toContain(`\`inbox events show '${pk}'\``);
  });
});
