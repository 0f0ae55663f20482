import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { AwsError } from '../../../../local/aws/gateway/exchange';
import type { GatewayCall } from '../../../../local/aws/gateway/gateway.types';
import { type GivenGateway, givenGateway } from './given-gateway';

let given: GivenGateway;
const asked: GatewayCall[] = [];

beforeAll(async () => {
  given = await givenGateway({
    dynamodb: 'dynalite',
    authorize: (call) => {
      asked.push(call);
      if (call.caller === 'stranger') {
        throw new AwsError(400, 'AccessDeniedException', 'not authorized');
      }
    },
  });
  await given.s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
});

afterAll(() => given.stop());

function put(Key: string) {
  return given.s3.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: 'x' }));
}

async function exists(Key: string): Promise<boolean> {
  return given.s3.send(new GetObjectCommand({ Bucket: 'bucket', Key })).then(
    () => true,
    () => false,
  );
}

describe('startGateway', () => {
  it('counts calls by service, action and who called', async () => {
    const ingest = given.createClients('ingest');
    await ingest.dynamodb.send(new ListTablesCommand({}));
    await ingest.dynamodb.send(new ListTablesCommand({}));
    await ingest.sqs.send(new ListQueuesCommand({}));
    await ingest.secrets.send(new CreateSecretCommand({ Name: 'counted', SecretString: 'x' }));

    const mine = given.gateway.calls().filter(({ caller }) => caller === 'ingest');

    expect(mine).toEqual([
      { service: 'dynamodb', action: 'ListTables', caller: 'ingest', count: 2 },
      { service: 'sqs', action: 'ListQueues', caller: 'ingest', count: 1 },
      { service: 'secretsmanager', action: 'CreateSecret', caller: 'ingest', count: 1 },
    ]);
  });

  it('asks before each call whether it may be, and says no in the words of the service', async () => {
    const stranger = given.createClients('stranger');

    const refusal = stranger.secrets.send(new GetSecretValueCommand({ SecretId: 'counted' }));

    await expect(refusal).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(asked.at(-1)).toMatchObject({
      service: 'secretsmanager',
      action: 'GetSecretValue',
      resource: 'counted',
    });
  });

  it('fails a call as a rule says, as often as it says, and then no more', async () => {
    given.gateway.addRule({
      matches: ({ action, resource }) => action === 'PutObject' && resource === 'bucket/throttled',
      fault: { kind: 'error', status: 503, code: 'SlowDown' },
      times: 2,
    });

    await expect(put('throttled')).rejects.toMatchObject({ name: 'SlowDown' });
    await expect(put('other')).resolves.toBeDefined();
    await expect(put('throttled')).rejects.toMatchObject({ name: 'SlowDown' });
    expect(await exists('throttled')).toBe(false);
    await expect(put('throttled')).resolves.toBeDefined();
  });

  it('cuts the connection before the effect, or after it', async () => {
    const cut = (key: string, when: 'before' | 'after') =>
      given.gateway.addRule({
        matches: ({ action, resource }) => action === 'PutObject' && resource === `bucket/${key}`,
        fault: { kind: 'hang-up', when },
      });
    cut('before', 'before');
    cut('after', 'after');

    await expect(put('before')).rejects.toThrow('socket hang up');
    await expect(put('after')).rejects.toThrow('socket hang up');

    expect(await exists('before')).toBe(false);
    expect(await exists('after')).toBe(true);
  });

  it('holds a call back and carries it out once its rule is removed or satisfied', async () => {
    const remove = given.gateway.addRule({
      matches: ({ action }) => action === 'PutObject',
      fault: { kind: 'delay', milliseconds: 150 },
    });
    const start = Date.now();
    await put('late');
    const delayed = Date.now() - start;
    remove();
    await put('prompt');

    expect(delayed).toBeGreaterThanOrEqual(145);
    expect(await exists('late')).toBe(true);
  });

  it('answers an unsigned request as anonymous, and an unknown secret operation with those it knows', async () => {
    const answer = await fetch(given.gateway.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'secretsmanager.RotateSecret' },
      body: '{}',
    });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      __type: 'UnknownOperationException',
      message: expect.stringMatching(/got RotateSecret, knows CreateSecret, GetSecretValue/),
    });
    expect(asked.at(-1)?.caller).toBe('anonymous');
  });

  it('answers 500 when an engine is gone, so that an SDK retries', async () => {
    const orphan = await givenGateway({ dynamodb: 'dynalite' });
    await orphan.stopEngines();

    await expect(orphan.createClients('late').dynamodb.send(new ListTablesCommand({}))).rejects.toMatchObject(
      {
        name: 'InternalFailure',
        $metadata: { httpStatusCode: 500 },
      },
    );
    await orphan.stop();
  });
});
