import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import * as clients from '../../../lambda/adapters/aws-clients';
import { awsError, type FakeAws, startFakeAws } from '../../support/aws/fake-aws';

const { dynamoClient, INGEST_LIMITS, s3Client, secretsManagerClient, sqsClient, WORKER_LIMITS } = clients;
const LIMITS = { connectionTimeout: 2_000, requestTimeout: 300, maxAttempts: 2 };

interface NodeHandler {
  handle(request: object): Promise<unknown>;
  httpHandlerConfigs(): object;
}

describe('AWS clients', () => {
  let aws: FakeAws;
  beforeEach(async () => {
    aws = await startFakeAws();
  });
  afterEach(() => aws.stop());

  const getItem = () =>
    dynamoClient(LIMITS).send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }));

  const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
    dynamoClient: getItem,
    s3Client: () => s3Client(LIMITS).send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a' })),
    secretsManagerClient: () =>
      secretsManagerClient(LIMITS).send(new GetSecretValueCommand({ SecretId: 'a' })),
    sqsClient: () => sqsClient(LIMITS).send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'a' })),
  };

  it('are all in the tests of this list', () => {
    expect(Object.keys(CALLS)).toEqual(
      Object.keys(clients)
        .filter((name) => name.endsWith('Client'))
        .sort(),
    );
  });

  it.each(Object.entries(CALLS))(
    'end a call that gets no answer, after the stated number of tries: %s',
    async (_name, call) => {
      aws.answer = () => new Promise(() => undefined);
      await expect(call()).rejects.toMatchObject({ name: 'TimeoutError' });
      expect(aws.calls).toHaveLength(2);
    },
  );

  it.each([
    ['ingest', INGEST_LIMITS],
    ['worker', WORKER_LIMITS],
  ])('wait for a connection and an answer no longer than stated: %s', async (_name, limits) => {
    // The SDK's types know only what handlers of browsers have as well.
    const requestHandler = dynamoClient(limits).config.requestHandler as unknown as NodeHandler;
    // The handler reads its configuration at its first request.
    await requestHandler.handle({}).catch(() => undefined);
    expect(requestHandler.httpHandlerConfigs()).toMatchObject({
      connectionTimeout: limits.connectionTimeout,
      requestTimeout: limits.requestTimeout,
      socketTimeout: limits.requestTimeout,
      throwOnRequestTimeout: true,
    });
    expect(limits.connectionTimeout + limits.requestTimeout).toBeLessThan(5_000);
  });

  it('try again when AWS is throttling, no more often than stated', async () => {
    aws.answer = () => awsError(400, 'ThrottlingException');
    await expect(getItem()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(aws.calls).toHaveLength(2);
  });

  it('end at once when the caller gives up', async () => {
    const caller = new AbortController();
    aws.answer = () => {
      caller.abort();
      return new Promise(() => undefined);
    };
    const call = dynamoClient({ ...LIMITS, requestTimeout: 30_000 }).send(
      new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }),
      { abortSignal: caller.signal },
    );
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(aws.calls).toHaveLength(1);
  });

  it('send to the endpoint, wherever the queue URL points', async () => {
    aws.answer = () => ({ body: { MessageId: '1', MD5OfMessageBody: '0cc175b9c0f1b6a831c399e269772661' } });
    const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/q';
    await sqsClient(LIMITS).send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
    expect(JSON.parse(aws.calls[0]?.body.toString() ?? '')).toMatchObject({ QueueUrl });
  });
});
