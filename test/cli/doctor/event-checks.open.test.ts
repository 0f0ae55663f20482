import { checkOpenEvents } from '../../../cli/doctor/event-checks';
import type { CheckResult } from '../../../cli/doctor/finding';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { NOW, POLICY, waitingRecord } from '../../support/records/records';
import { recordedInbox } from '../recorded-inbox';

const HOUR = 3_600_000;

/** What the check says of open events that were received so long ago, in the order of the index. */
async function checkWith(
  ages: readonly number[],
  fields: Partial<EventRecord> = {},
): Promise<CheckResult | undefined> {
  const records = ages.map((age, n) =>
    waitingRecord({ pk: `limai#evt_${n}`, eventId: `evt_${n}`, receivedAt: NOW - age, ...fields }),
  );
  const [said] = await checkOpenEvents({ inbox: recordedInbox(records), now: NOW });
  return said;
}

describe('the check of open events', () => {
  it('names the oldest, wherever it is in the index', async () => {
    const ages = [...Array<number>(1_500).fill(HOUR), 2 * HOUR];
    expect(await checkWith(ages)).toMatchObject({
      result: 'passed',
      what: expect.stringMatching(/^1501 open, none fails, the oldest for 2h.* \(limai#evt_1500\)$/),
    });
  });

  it('fails once half of the retry window is over', async () => {
    const half = POLICY.retryWindowSeconds * 500;
    expect(await checkWith([half - 1])).toMatchObject({ result: 'passed' });
    expect(await checkWith([half])).toMatchObject({ code: 'open_events_overdue' });
  });

  it('reads no more than 2,000 of them, and says so', async () => {
    expect(await checkWith(Array<number>(2_001).fill(HOUR))).toMatchObject({
      what: expect.stringMatching(/^at least 2000 open/),
    });
    const lastError = { kind: 'credentials', message: 'HTTP 401.' } as const;
    expect(await checkWith(Array<number>(2_001).fill(HOUR), { lastError })).toMatchObject({
      code: 'open_events_failing',
      what: expect.stringMatching(/^at least 2000 open events fail/),
    });
  });

  it('passes when nothing is open', async () => {
    expect(await checkWith([])).toMatchObject({
      result: 'passed',
      what: expect.stringMatching(/^no event is open$/),
    });
  });
});
