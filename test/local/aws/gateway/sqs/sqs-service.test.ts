import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  InvalidMessageContents,
  ListQueuesCommand,
  QueueDoesNotExist,
  QueueNameExists,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { eventually } from '../../../../support/eventually';
import { type GivenGateway, givenGateway } from '../given-gateway';

let given: GivenGateway;
let QueueUrl: string;

beforeAll(async () => {
  given = await givenGateway({ dynamodb: 'dynalite' });
});

afterAll(() => given.stop());

beforeEach(async () => {
  const QueueName = `work-${Math.random().toString(36).slice(2)}`;
  const created = await given.sqs.send(
    new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout: '30' } }),
  );
  QueueUrl = String(created.QueueUrl);
});

function queueName(): string {
  return String(QueueUrl.split('/').at(-1));
}

describe('SQS behind the gateway', () => {
  it('names every queue by an address of its own', async () => {
    const found = await given.sqs.send(new GetQueueUrlCommand({ QueueName: queueName() }));
    const listed = await given.sqs.send(new ListQueuesCommand({ QueueNamePrefix: queueName() }));

    expect(QueueUrl).toBe(`${given.gateway.url}/000000000000/${queueName()}`);
    expect(found.QueueUrl).toBe(QueueUrl);
    expect(listed.QueueUrls).toEqual([QueueUrl]);
  });

  it('carries messages by that address', async () => {
    await given.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"v":1}' }));

    const { Messages } = await given.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['ApproximateReceiveCount'] }),
    );

    expect(Messages).toMatchObject([{ Body: '{"v":1}', Attributes: { ApproximateReceiveCount: '1' } }]);
  });

  it("raises the SDK's own error classes", async () => {
    const other = { QueueName: queueName(), Attributes: { VisibilityTimeout: '31' } };

    await expect(given.sqs.send(new CreateQueueCommand(other))).rejects.toBeInstanceOf(QueueNameExists);
    await expect(
      given.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a\u0000b' })),
    ).rejects.toBeInstanceOf(InvalidMessageContents);
    await expect(given.sqs.send(new GetQueueUrlCommand({ QueueName: 'nobody' }))).rejects.toBeInstanceOf(
      QueueDoesNotExist,
    );
  });

  it('gives no message to a long poll whose client has left', async () => {
    const leaving = new AbortController();
    const poll = given.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: leaving.signal,
    });
    await eventually(async () =>
      countMessages('ReceiveMessage', 'tester') > receivesBefore ? 'polling' : undefined,
    );
    leaving.abort();
    await expect(poll).rejects.toMatchObject({ name: 'AbortError' });

    await given.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'for the next' }));
    const { Messages } = await given.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }));

    expect(Messages).toMatchObject([{ Body: 'for the next' }]);
  });

  let receivesBefore = 0;
  beforeEach(() => {
    receivesBefore = countMessages('ReceiveMessage', 'tester');
  });

  function countMessages(action: string, caller: string): number {
    return (
      given.gateway.calls().find((entry) => entry.action === action && entry.caller === caller)?.count ?? 0
    );
  }
});
