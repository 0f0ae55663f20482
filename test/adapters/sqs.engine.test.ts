import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { SqsDeadLetterQueue } from '../../lambda/adapters/sqs-dead-letter-queue';
import { SqsWorkQueue } from '../../lambda/adapters/sqs-work-queue';
import { describeWorkQueueContract } from '../contracts/work-queue.contract';
import { type EngineBench, startEngineBench } from '../support/engine-bench';
import { eventually } from '../support/eventually';

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

  it('hands out dead letters, and none again that was deleted', async () => {
    const url = await createQueue('dead');
    await new SqsWorkQueue(bench.sqs, { one: url }).send('one', 'contract#dead', 0);
    const letters = new SqsDeadLetterQueue(bench.sqs, url);
    const [letter] = await letters.receive();
    expect(letter?.body).toBe('{"v":1,"pk":"contract#dead"}');
    await letters.delete(letter as NonNullable<typeof letter>);
    expect(await letters.receive()).toEqual([]);
  });

  it('tells how old a dead letter is, and puts back what was only looked at', async () => {
    const url = await createQueue('looked-at');
    await new SqsWorkQueue(bench.sqs, { one: url }).send('one', 'contract#dead', 0);
    const letters = new SqsDeadLetterQueue(bench.sqs, url);
    const [letter, ...others] = await letters.receive(1);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ receives: 1, sentAt: expect.any(Number), id: expect.any(String) });
    await letters.release([letter as NonNullable<typeof letter>]);
    const again = await eventually(async () => (await letters.receive())[0]);
    expect(again).toMatchObject({ id: letter?.id, receives: 2 });
  });

  async function createQueue(name: string): Promise<string> {
    const { QueueUrl = '' } = await bench.sqs.send(new CreateQueueCommand({ QueueName: name }));
    return QueueUrl;
  }
});
