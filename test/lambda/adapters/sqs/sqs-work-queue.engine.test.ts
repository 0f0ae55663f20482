import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { SqsWorkQueue } from '../../../../lambda/adapters/sqs/sqs-work-queue';
import { type EngineBench, startEngineBench } from '../../../support/aws/engine-bench';
import { describeWorkQueueContract } from '../ports/work-queue.contract';

describe('SQS behind the local gateway', () => {
  let bench: EngineBench;
  beforeAll(async () => {
    bench = await startEngineBench();
  }, 30_000);
  afterAll(() => bench?.stop());

  describeWorkQueueContract('SqsWorkQueue', async () => {
    const urls = { one: await createQueue('one'), other: await createQueue('other') };
    return {
      queue: new SqsWorkQueue(bench.sqs, urls),
      providers: ['one', 'other'],
      take: async (provider) => {
        const QueueUrl = urls[provider as keyof typeof urls];
        const { Messages = [] } = await bench.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
        return Messages.map(({ Body = '' }) => Body);
      },
    };
  });

  async function createQueue(name: string): Promise<string> {
    const { QueueUrl = '' } = await bench.sqs.send(new CreateQueueCommand({ QueueName: name }));
    return QueueUrl;
  }
});
