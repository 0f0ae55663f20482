import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { recordsOnceFinal } from '../../../proofs/load/until-final';

/** Answers each look with the next of these states. */
function looks(...states: (EventStatus | undefined)[]) {
  const asked: (readonly string[])[] = [];
  return {
    asked,
    records: async (keys: readonly string[]) => {
      asked.push(keys);
      const status = states[Math.min(asked.length, states.length) - 1];
      return new Map(status ? keys.map((pk) => [pk, { pk, status } as EventRecord]) : []);
    },
  };
}

describe('recordsOnceFinal', () => {
  it('looks until all are final, and tells what changed', async () => {
    const { records, asked } = looks(undefined, 'RECEIVED', 'PROCESSING', 'STORED');
    const open: number[] = [];
    const found = await recordsOnceFinal(['a', 'b'], {
      records,
      within: 60_000,
      lookEveryMs: 1,
      progress: (n) => open.push(n),
    });
    expect([...found.values()].map(({ status }) => status)).toEqual(['STORED', 'STORED']);
    expect(asked).toHaveLength(4);
    expect(open).toEqual([2, 0]);
  });

  it('gives up when the time is over', async () => {
    const { records } = looks('RECEIVED');
    const found = await recordsOnceFinal(['a'], { records, within: 5, lookEveryMs: 1, progress: () => {} });
    expect(found.get('a')?.status).toBe('RECEIVED');
  });

  it('looks once when there is no time', async () => {
    const { records, asked } = looks('RECEIVED');
    await recordsOnceFinal(['a'], { records, within: 0, progress: () => {} });
    expect(asked).toEqual([['a']]);
  });
});
