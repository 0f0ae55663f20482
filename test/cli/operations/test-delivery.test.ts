import type { Context } from '../../../cli/connection/context';
import type { Inbox } from '../../../cli/connection/inbox';
import { followToEnd } from '../../../cli/operations/test-delivery';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { unavailable } from '../../support/overriding';
import { NOW, recordIn } from '../../support/records';

/** Follows an event that the table answers for like this. */
function follow(get: () => Promise<EventRecord | undefined>) {
  const stop = jest.fn();
  const context = {
    now: () => NOW,
    stopAsked: () => new AbortController().signal,
    output: { progress: () => ({ stop }) },
  } as unknown as Context;
  const inbox = { store: { get } } as unknown as Inbox;
  return { stop, followed: followToEnd('limai#evt_1', 10, { inbox, context }) };
}

describe('followToEnd', () => {
  it('gives the record once it is final, and ends its progress bar', async () => {
    const { stop, followed } = follow(async () => recordIn('STORED'));
    expect(await followed).toMatchObject({ status: 'STORED' });
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('ends its progress bar when the table cannot be read', async () => {
    const { stop, followed } = follow(unavailable);
    await expect(followed).rejects.toThrow('ServiceUnavailable');
    expect(stop).toHaveBeenCalledTimes(1);
  });
});
