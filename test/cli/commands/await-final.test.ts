import { awaitFinal } from '../../../cli/commands/await-final';
import type { Context } from '../../../cli/connection/context';
import type { Inbox } from '../../../cli/connection/inbox';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { NOW, recordIn } from '../../support/records/records';
import { unavailable } from '../../support/scenes/overriding';

const KEY = 'limai#evt_1';

/** Follows an event of which the table says this, look by look. */
function follow(...looks: readonly (() => Promise<EventRecord>)[]) {
  const [stop, left] = [jest.fn(), [...looks]];
  const context = {
    now: () => NOW,
    stopAsked: () => new AbortController().signal,
    output: { progress: () => ({ advance: () => undefined, stop }) },
  } as unknown as Context;
  const records = async () => new Map([[KEY, await left.shift()?.()]]);
  const inbox = { index: { records } } as unknown as Inbox;
  return { stop, followed: awaitFinal([KEY], 10, inbox, context) };
}

describe('awaitFinal', () => {
  it('gives the record once it is final, and ends its progress bar', async () => {
    const { stop, followed } = follow(
      async () => recordIn('PROCESSING'),
      async () => recordIn('STORED'),
    );
    expect((await followed).get(KEY)).toMatchObject({ status: 'STORED' });
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('ends its progress bar when the table cannot be read', async () => {
    const { stop, followed } = follow(unavailable);
    await expect(followed).rejects.toThrow('ServiceUnavailable');
    expect(stop).toHaveBeenCalledTimes(1);
  });
});
