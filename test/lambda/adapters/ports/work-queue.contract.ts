import { randomUUID } from 'node:crypto';
import { decodeMessage } from '../../../../lambda/domain/record/work-message';
import type { WorkQueue } from '../../../../lambda/usecases/ports';
import { eventually } from '../../../support/eventually';

export interface WorkQueueUnderTest {
  readonly queue: WorkQueue;
  /** Two providers that have a queue. */
  readonly providers: readonly [string, string];
  /** Takes the messages that are visible now off one provider's queue, without waiting. */
  take(provider: string): Promise<readonly string[]>;
}

/** What every WorkQueue must do; the fault explorer's simulated queue passes it too, or it proves nothing. */
export function describeWorkQueueContract(name: string, make: () => Promise<WorkQueueUnderTest>): void {
  describe(`WorkQueue contract: ${name}`, () => {
    let under: WorkQueueUnderTest;
    beforeAll(async () => {
      under = await make();
    });
    const arrival = (provider: string) =>
      eventually(async () => {
        const [body] = await under.take(provider);
        return body && decodeMessage(body).pk;
      });

    it('brings a reference to the queue of its provider only', async () => {
      const [one, other] = under.providers;
      const pk = `contract#${randomUUID()} 文書`;
      await under.queue.send(one, pk, 0);
      expect(await arrival(one)).toBe(pk);
      expect(await under.take(other)).toEqual([]);
    });

    it('holds a delayed message back', async () => {
      const [one] = under.providers;
      const pk = `contract#${randomUUID()}`;
      await under.queue.send(one, pk, 1);
      expect(await under.take(one)).toEqual([]);
      expect(await arrival(one)).toBe(pk);
    });

    it('names the provider that has no queue', async () => {
      await expect(under.queue.send('nobody', 'contract#1', 0)).rejects.toThrow('"nobody"');
    });
  });
}
