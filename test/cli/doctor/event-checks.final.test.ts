import { checkFinalEvents } from '../../../cli/doctor/event-checks';
import type { CheckResult } from '../../../cli/doctor/finding';
import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { statusDay } from '../../../lambda/domain/record/keys';
import { NOW, recordIn } from '../../support/records/records';
import { recordedInbox } from '../recorded-inbox';

const HOUR = 3_600_000;
let ids = 0;

function given(status: EventStatus, hoursAgo: number, fields: Partial<EventRecord> = {}): EventRecord {
  ids += 1;
  const updatedAt = NOW - hoursAgo * HOUR;
  const pk = `limai#evt_${ids}`;
  return recordIn(status, { pk, updatedAt, statusDay: statusDay(status, updatedAt, ids % 4), ...fields });
}

const check = (records: readonly EventRecord[]): Promise<readonly CheckResult[]> =>
  checkFinalEvents({ inbox: recordedInbox(records), now: NOW });

const refused = { kind: 'credentials', message: 'The provider refused the token.' } as const;

describe('the check of final events', () => {
  it('finds those given up in the last 24 hours, by source and kind of error', async () => {
    const records = [
      given('FAILED', 1, { lastError: refused }),
      given('FAILED', 23, { lastError: refused }),
      given('FAILED', 2, { source: 'extend', lastError: { kind: 'no_longer_available', message: 'gone' } }),
    ];
    expect(await check(records)).toEqual([
      {
        result: 'finding',
        code: 'given_up_events',
        severity: 'problem',
        what: '3 given up in the last 24 hours: 2 of limai (credentials), 1 of extend (no_longer_available)',
        remedy: expect.stringContaining('inbox replay --status FAILED --since 1d'),
      },
      { result: 'passed', what: 'none quarantined in the last 7 days' },
    ]);
  });

  it('warns of those of the six days before', async () => {
    const records = [given('FAILED', 25), given('QUARANTINED', 6.9 * 24), given('QUARANTINED', 8 * 24)];
    expect(await check(records)).toMatchObject([
      { code: 'given_up_events_earlier', severity: 'warning', what: expect.stringMatching(/^1 given up/) },
      { code: 'quarantined_events_earlier', severity: 'warning', what: expect.stringMatching(/^1 quar/) },
    ]);
  });

  it('finds quarantined bodies', async () => {
    expect(await check([given('QUARANTINED', 1)])).toMatchObject([
      { result: 'passed', what: 'none given up in the last 7 days' },
      { code: 'quarantined_events', severity: 'problem' },
    ]);
  });

  it('counts no further than 1,000, and says so', async () => {
    const records = Array.from({ length: 1_001 }, () => given('FAILED', 1));
    const [first] = await check(records);
    expect(first).toMatchObject({
      what: expect.stringMatching(/^at least 1000 given up .*the newest 100: 100 of/),
    });
  });

  it('says that nothing was tested when the index does not answer in time', async () => {
    jest.useFakeTimers();
    try {
      const inbox = recordedInbox([]);
      const silent: AsyncGenerator<never> = {
        ...(async function* () {})(),
        next: () => new Promise<never>(() => undefined),
      } as never;
      const index = { ...inbox.index, finalKeys: () => silent };
      const results = checkFinalEvents({ inbox: { ...inbox, index }, now: NOW });
      await jest.advanceTimersByTimeAsync(5_001);
      expect(await results).toEqual([
        { result: 'not_tested', why: 'FAILED: the index did not answer within 5 s' },
        { result: 'not_tested', why: 'QUARANTINED: the index did not answer within 5 s' },
      ]);
    } finally {
      jest.useRealTimers();
    }
  });
});
