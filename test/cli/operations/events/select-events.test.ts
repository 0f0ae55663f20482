import { openRecords } from '../../../../cli/operations/events/select-events';
import { waitingRecord } from '../../../support/records/records';
import { recordedInbox } from '../../recorded-inbox';

/** Reads this many open events; what it was told is left out. */
async function readOpen(count: number) {
  const records = Array.from({ length: count }, (_, n) => waitingRecord({ pk: `limai#evt_${n}` }));
  const leftOut: string[] = [];
  const found = await openRecords(recordedInbox(records), (text) => leftOut.push(text));
  return { found: found.length, leftOut };
}

describe('openRecords', () => {
  it('reads 20,000 open events and leaves none out', async () => {
    expect(await readOpen(20_000)).toEqual({ found: 20_000, leftOut: [] });
  });

  it('reads no more than that, and says that the others are left out', async () => {
    expect(await readOpen(20_001)).toEqual({
      found: 20_000,
      leftOut: ['More than 20000 events are open: the others are left out.'],
    });
  });
});
