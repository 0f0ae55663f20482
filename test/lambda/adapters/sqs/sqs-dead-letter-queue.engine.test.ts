import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { SqsDeadLetterQueue } from '../../../../lambda/adapters/sqs/sqs-dead-letter-queue';
import { SqsWorkQueue } from '../../../../lambda/adapters/sqs/sqs-work-queue';
import type { DeadLetter } from '../../../../lambda/usecases/ports';
import { type EngineBench, startEngineBench } from '../../../support/aws/engine-bench';
import { eventually } from '../../../support/eventually';

describe('SQS behind the local gateway', () => {
  let bench: EngineBench;
  beforeAll(async () => {
    bench = await startEngineBench();
  }, 30_000);
  afterAll(() => bench?.stop());

  it('hands out dead letters, and none again that was deleted', async () => {
    const url = await createQueue('dead');
    await new SqsWorkQueue(bench.sqs, { one: url }).send('one', 'contract#dead', 0);
    const deadLetters = new SqsDeadLetterQueue(bench.sqs, url);
    const [deadLetter] = await deadLetters.receive();
    expect(deadLetter?.body).toBe('{"v":1,"pk":"contract#dead"}');
    await deadLetters.delete(deadLetter as NonNullable<typeof deadLetter>);
    expect(await deadLetters.receive()).toEqual([]);
  });

  it('tells how old a dead letter is, and puts back what was only looked at', async () => {
    const url = await createQueue('looked-at');
    await new SqsWorkQueue(bench.sqs, { one: url }).send('one', 'contract#dead', 0);
    const deadLetters = new SqsDeadLetterQueue(bench.sqs, url);
    const [deadLetter, ...others] = await deadLetters.receive(1);
    expect(others).toEqual([]);
    expect(deadLetter).toMatchObject({ receives: 1, sentAt: expect.any(Number), id: expect.any(String) });
    await deadLetters.release([deadLetter as NonNullable<typeof deadLetter>]);
    const again = await eventually(async () => (await deadLetters.receive())[0]);
    expect(again).toMatchObject({ id: deadLetter?.id, receives: 2 });
  });

  it('puts back more dead letters than SQS takes in one call (10)', async () => {
    const url = await createQueue('crowded');
    const queue = new SqsWorkQueue(bench.sqs, { one: url });
    await Promise.all(Array.from({ length: 25 }, (_, n) => queue.send('one', `contract#${n}`, 0)));
    const deadLetters = new SqsDeadLetterQueue(bench.sqs, url);
    const received = await receiveAll(deadLetters);
    expect(received).toHaveLength(25);
    await deadLetters.release(received);
    const again = await eventually(async () => {
      const found = await receiveAll(deadLetters);
      return found.length > 0 ? found : undefined;
    });
    expect(new Set(again.map(({ id }) => id))).toEqual(new Set(received.map(({ id }) => id)));
  });

  async function receiveAll(deadLetters: SqsDeadLetterQueue): Promise<DeadLetter[]> {
    const all: DeadLetter[] = [];
    for (;;) {
      const received = await deadLetters.receive();
      if (received.length === 0) {
        return all;
      }
      all.push(...received);
    }
  }

  async function createQueue(name: string): Promise<string> {
    const { QueueUrl = '' } = await bench.sqs.send(new CreateQueueCommand({ QueueName: name }));
    return QueueUrl;
  }
});
