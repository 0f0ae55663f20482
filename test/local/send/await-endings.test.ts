import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { awaitEndings } from '../../../local/send/await-endings';
import type { Ending } from '../../../local/send/kinds/send-kind';
import { NOW, recordIn, storedResult, waitingRecord } from '../../support/records/records';

const STORED = recordIn('STORED', { ...storedResult, updatedAt: NOW + 250 });
const REFUSED = waitingRecord({ lastError: { kind: 'credentials', message: 'HTTP 401.' } });

/** Waits for one event, which stands as the last of these in the end. */
async function awaited(ends: Ending, ...states: readonly EventRecord[]) {
  const said: string[] = [];
  const left = [...states];
  const records = async () => {
    const record = left.length > 1 ? left.shift() : left[0];
    return new Map(record ? [[record.pk, record]] : []);
  };
  const good = await awaitEndings({ pks: ['limai#evt_1'], ends, withinMs: 600 }, { records }, (line) =>
    said.push(line),
  );
  return { good, said };
}

describe('the ending of what was sent', () => {
  it('is told once the event is final', async () => {
    const { good, said } = await awaited({ state: 'STORED' }, waitingRecord(), STORED);
    expect([good, said]).toEqual([true, ['STORED  evt_1  250 ms  results/x.json']]);
  });

  it('may be that it waits for a person', async () => {
    const { good, said } = await awaited({ waits: 'credentials' }, waitingRecord(), REFUSED);
    expect([good, said]).toEqual([true, ['RECEIVED  evt_1  0 ms  credentials: HTTP 401.']]);
  });

  it.each<[string, Ending, EventRecord]>([
    ['another final state', { state: 'FAILED' }, STORED],
    ['final although it was to wait', { waits: 'credentials' }, STORED],
  ])('is not as expected: %s', async (_, ends, record) => {
    expect(await awaited(ends, record)).toMatchObject({
      good: false,
      said: [expect.stringMatching(/^STORED/)],
    });
  });

  it('did not come in time', async () => {
    const { good, said } = await awaited({ state: 'STORED' }, REFUSED);
    expect([good, said]).toEqual([
      false,
      [expect.stringMatching(/^Not final within 0.6 s: RECEIVED {2}evt_1/)],
    ]);
  });
});
