import { describeEventStoreContract } from '../../lambda/adapters/ports/event-store.contract';
import { describeResultHoldersContract } from '../../lambda/adapters/ports/result-holders.contract';
import { describeResultStoreContract } from '../../lambda/adapters/ports/result-store.contract';
import { describeWorkIndexContract } from '../../lambda/adapters/ports/work-index.contract';
import { describeWorkQueueContract } from '../../lambda/adapters/ports/work-queue.contract';
import { SimulatedBucket } from './simulated-bucket';
import { SimulatedEventStore } from './simulated-event-store';
import { SimulatedResultHolders } from './simulated-result-holders';
import { SimulatedWorkQueue } from './simulated-work-queue';

const clock = { time: 0, now: () => clock.time };

describeEventStoreContract('SimulatedEventStore', async () => ({
  store: new SimulatedEventStore(clock),
  clock,
}));
describeWorkIndexContract('SimulatedEventStore', async () => new SimulatedEventStore(clock));
describeResultStoreContract('SimulatedBucket', async () => new SimulatedBucket());
describeResultHoldersContract('SimulatedResultHolders', async () => ({
  holders: new SimulatedResultHolders(clock),
  clock,
}));
describeWorkQueueContract('SimulatedWorkQueue', async () => {
  const providers = ['one', 'other'] as const;
  const limits = { visibilitySeconds: 30, maxReceiveCount: 5 };
  const queue = new SimulatedWorkQueue({ now: Date.now }, limits, providers);
  const take = async (provider: string) => {
    const messages = queue.receive(provider, { max: 10 });
    for (const { messageId } of messages) {
      queue.delete(messageId);
    }
    return messages.map(({ body }) => body);
  };
  return { queue, providers, take };
});
