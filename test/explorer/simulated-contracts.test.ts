import { SimulatedBucket } from '../../explorer/simulated/simulated-bucket';
import { SimulatedEventStore } from '../../explorer/simulated/simulated-event-store';
import { SimulatedResultHolders } from '../../explorer/simulated/simulated-result-holders';
import { SimulatedWorkQueue } from '../../explorer/simulated/simulated-work-queue';
import { describeEventStoreContract } from '../contracts/event-store.contract';
import { describeResultHoldersContract } from '../contracts/result-holders.contract';
import { describeResultStoreContract } from '../contracts/result-store.contract';
import { describeWorkIndexContract } from '../contracts/work-index.contract';
import { describeWorkQueueContract } from '../contracts/work-queue.contract';

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
