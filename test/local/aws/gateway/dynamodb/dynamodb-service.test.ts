import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  PutItemCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { WrittenItem } from '../../../../../local/aws/gateway/gateway.types';
import { eventually } from '../../../../support/eventually';
import { type GivenGateway, givenGateway } from '../given-gateway';

const KEY = { pk: { S: 'limai#1' }, sk: { N: '1' } };

describe.each(['dynoxide', 'dynalite'] as const)('DynamoDB (%s) behind the gateway', (engine) => {
  let given: GivenGateway;
  let tables = 0;
  let TableName: string;
  let written: WrittenItem[] = [];

  beforeAll(async () => {
    given = await givenGateway({
      dynamodb: engine,
      meterCapacity: true,
      onItemWritten: (item) => written.push(item),
    });
  });

  afterAll(() => given.stop());

  beforeEach(async () => {
    tables += 1;
    TableName = `events-${tables}`;
    await given.dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'N' },
        ],
      }),
    );
    await eventually(async () => ((await describeTable())?.TableStatus === 'ACTIVE' ? 'active' : undefined));
  });

  async function describeTable() {
    return (await given.dynamodb.send(new DescribeTableCommand({ TableName }))).Table;
  }

  it('tells each item after its write, and what the write assigned; a refused write is none', async () => {
    written = [];
    await create('first');
    await expect(create('second')).rejects.toThrow(ConditionalCheckFailedException);
    await given.dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: KEY,
        UpdateExpression: 'SET #state = :state, note = :note REMOVE gone',
        ConditionExpression: '#writer = :writer',
        ExpressionAttributeNames: { '#state': 'state', '#writer': 'writer' },
        ExpressionAttributeValues: {
          ':state': { S: 'DONE' },
          ':note': { S: 'x' },
          ':writer': { S: 'first' },
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    const first = { ...KEY, writer: { S: 'first' } };
    expect(written).toEqual([
      { table: TableName, item: first, assigned: new Set(Object.keys(first)) },
      {
        table: TableName,
        item: { ...first, state: { S: 'DONE' }, note: { S: 'x' } },
        assigned: new Set(['state', 'note']),
      },
    ]);
  });

  function create(writer: string) {
    return given.dynamodb.send(
      new PutItemCommand({
        TableName,
        Item: { ...KEY, writer: { S: writer } },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  }

  it('lets one of 20 conditional creates win and shows the others what it wrote', async () => {
    const writers = Array.from({ length: 20 }, (_, index) => `writer ${index}`);

    const outcomes = await Promise.allSettled(writers.map(create));

    const winners = writers.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refusals).toHaveLength(19);
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(ConditionalCheckFailedException);
      expect(refusal.Item).toEqual({ ...KEY, writer: { S: winners[0] } });
    }
  });

  it('shows a refused update and a refused delete the item that stood in the way', async () => {
    await create('first');
    const refused = {
      TableName,
      Key: KEY,
      ConditionExpression: 'writer = :other',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } as const;

    const update = given.dynamodb.send(
      new UpdateItemCommand({
        ...refused,
        UpdateExpression: 'SET writer = :other',
        ExpressionAttributeValues: { ':other': { S: 'other' } },
      }),
    );
    const deletion = given.dynamodb.send(
      new DeleteItemCommand({ ...refused, ExpressionAttributeValues: { ':other': { S: 'other' } } }),
    );

    const item = { ...KEY, writer: { S: 'first' } };
    const refusal = { name: 'ConditionalCheckFailedException', Item: item };
    // Both at once: the one not yet awaited may be refused first.
    await Promise.all([
      expect(update).rejects.toMatchObject(refusal),
      expect(deletion).rejects.toMatchObject(refusal),
    ]);
  });

  it('never shows a refused write an item that would have let it pass, however busy the item is', async () => {
    await create('a');
    const swap = (from: string, to: string) =>
      given.dynamodb
        .send(
          new UpdateItemCommand({
            TableName,
            Key: KEY,
            UpdateExpression: 'SET writer = :to',
            ConditionExpression: 'writer = :from',
            ExpressionAttributeValues: { ':from': { S: from }, ':to': { S: to } },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        )
        .then(
          () => undefined,
          (refusal: ConditionalCheckFailedException) => refusal.Item?.writer?.S === from,
        );

    const outcomes = await Promise.all(
      Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? swap('a', 'b') : swap('b', 'a'))),
    );

    expect(outcomes.filter((impossible) => impossible === true)).toEqual([]);
    expect(outcomes).toContain(undefined);
  });

  it('shows no item to who did not ask for it, and none where there is none', async () => {
    const update = new UpdateItemCommand({
      TableName,
      Key: KEY,
      UpdateExpression: 'SET writer = :w',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':w': { S: 'w' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const onNothing = await given.dynamodb.send(update).catch((error: unknown) => error);
    await create('first');
    const unasked = await given.dynamodb
      .send(new PutItemCommand({ TableName, Item: KEY, ConditionExpression: 'attribute_not_exists(pk)' }))
      .catch((error: unknown) => error);

    expect(onNothing).toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(onNothing).not.toHaveProperty('Item', expect.anything());
    expect(unasked).not.toHaveProperty('Item', expect.anything());
  });

  it('writes a batch', async () => {
    const requests = [1, 2, 3].map((sk) => ({
      PutRequest: { Item: { pk: { S: 'b' }, sk: { N: `${sk}` } } },
    }));

    const { UnprocessedItems } = await given.dynamodb.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }),
    );

    expect(UnprocessedItems).toEqual({});
  });

  it('remembers the time to live', async () => {
    await given.dynamodb.send(
      new UpdateTimeToLiveCommand({
        TableName,
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      }),
    );

    const { TimeToLiveDescription } = await given.dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));

    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
  });

  it('accepts point-in-time recovery, and tells that it was asked for', async () => {
    await given.dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );

    const backups = await given.dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));

    expect(backups.ContinuousBackupsDescription).toEqual({
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    });
  });

  it('protects a table from deletion until that is lifted', async () => {
    const drop = () => given.dynamodb.send(new DeleteTableCommand({ TableName }));
    expect((await describeTable())?.DeletionProtectionEnabled).toBe(true);
    await expect(drop()).rejects.toMatchObject({ name: 'ValidationException' });

    await given.dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));

    await expect(drop()).resolves.toBeDefined();
  });

  it('meters what each caller used without showing who did not ask', async () => {
    const { dynamodb } = given.createClients('metered');
    const put = { TableName, Item: { ...KEY, body: { S: 'x'.repeat(1_500) } } };

    const quiet = await dynamodb.send(new PutItemCommand(put));
    const asking = await dynamodb.send(new PutItemCommand({ ...put, ReturnConsumedCapacity: 'TOTAL' }));
    const refused = dynamodb.send(
      new PutItemCommand({ ...put, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
    await expect(refused).rejects.toThrow();

    expect(quiet.ConsumedCapacity).toBeUndefined();
    expect(asking.ConsumedCapacity?.CapacityUnits).toBe(2);
    const mine = given.gateway.capacity().filter(({ caller }) => caller === 'metered');
    expect(mine).toEqual([{ caller: 'metered', table: TableName, readUnits: 0, writeUnits: 5 }]);
  });
});
