import type { ReconcileState } from '../../../../lambda/domain/reconcile/reconcile-state';
import {
  isDue,
  overdueSeconds,
  scheduleNext,
  startsEveryMinutes,
} from '../../../../lambda/domain/reconcile/reconcile-state';

const MINUTE = 60_000;
const NEW: ReconcileState = { version: 1, startedAt: 0 };

describe('startsEveryMinutes', () => {
  it.each([
    [[60], 60],
    [[60, 60, 60], 60],
    [[60, 45], 15],
    [[1440, 60, 30], 30],
    [[5, 7], 5],
    [[60, 61, 62], 5],
  ])('is for sources every %j minutes %i', (intervals, expected) => {
    expect(startsEveryMinutes(intervals.map((everyMinutes) => ({ everyMinutes })))).toBe(expected);
  });
});

describe('the schedule of one source', () => {
  /** How often in a day, with starts that come up to a minute late. */
  function runsOfADay(everyMinutes: number, startMinutes: number): number {
    let state = NEW;
    let runs = 0;
    for (let minute = 0; minute < 1_440; minute += startMinutes) {
      const now = minute * MINUTE + (((minute * 7) / startMinutes) % 6) * 10_000;
      if (isDue(state, now)) {
        state = scheduleNext(state, { everyMinutes }, now);
        runs += 1;
      }
    }
    return runs;
  }

  it.each([
    [60, 60],
    [60, 15],
    [45, 15],
    [5, 5],
    [7, 5],
    [61, 5],
    [720, 5],
  ])(
    'runs it every %i minutes, as often as it says, when the reconciler starts every %i',
    (every, starts) => {
      expect(Math.abs(runsOfADay(every, starts) - 1_440 / every)).toBeLessThan(1);
    },
  );

  it('makes up for no runs that were missed', () => {
    const late = scheduleNext({ ...NEW, dueAt: 60 * MINUTE }, { everyMinutes: 60 }, 600 * MINUTE);
    expect(late).toMatchObject({ version: 2, dueAt: 660 * MINUTE });
  });
});

describe('overdueSeconds', () => {
  const overdue = (minutes: number, state = NEW) =>
    overdueSeconds(state, { everyMinutes: 60 }, minutes * MINUTE);

  it('bears one run without a page, and not two', () => {
    expect(overdue(61)).toBeLessThanOrEqual(0);
    expect(overdue(119)).toBeGreaterThan(0);
  });

  it('counts from the last page on', () => {
    expect(overdue(180, { ...NEW, lastPageAt: 120 * MINUTE })).toBe(-30 * 60);
  });
});
