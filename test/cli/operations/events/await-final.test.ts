import type { Inbox } from '../../../../cli/connection/inbox';
import { awaitFinal } from '../../../../cli/operations/events/await-final';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import { NOW, recordIn } from '../../../support/records/records';
import { unavailable } from '../../../support/scenes/overriding';

const KEY = 'limai#evt_1';

/** Follows an event of which the table says this, look by look. */
function follow(...looks: readonly (() => Promise<EventRecord>)[]) {
  const [onFinal, left] = [jest.fn(), [...looks]];
  const records = async () => new Map([[KEY, await left.shift()?.()]]);
  const inbox = { index: { records } } as unknown as Inbox;
  const options = { seconds: 10, signal: new AbortController().signal, now: () => NOW, onFinal };
  return { onFinal, followed: awaitFinal([KEY], options, inbox) };
}

describe('awaitFinal', () => {
  it('gives the record once it is final, and tells when', async () => {
    const { onFinal, followed } = follow(
      async () => recordIn('PROCESSING'),
      async () => recordIn('STORED'),
    );
    expect((await followed).get(KEY)).toMatchObject({ status: 'STORED' });
    expect(onFinal.mock.calls).toEqual([[0], [1]]);
  });

  it('fails when the table cannot be read', async () => {
    await expect(follow(unavailable).followed).rejects.toThrow('ServiceUnavailable');
  });
});
