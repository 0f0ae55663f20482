import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../contracts/event-table';
import {
  type ConditionalWrite,
  type Expectation,
  resolveRefusal,
  type WriteOutcome,
} from '../../domain/lifecycle/conditional-write';
import { type EventRecord, isExpired, parseTime, toIso } from '../../domain/record/event-record';
import type { CallOptions, Clock, DueItem, DueQuery, EventStore, WorkIndex } from '../../usecases/ports';
import { abortable } from '../aws-clients';
import { decodeCursor, encodeCursor, fromItem, toItem, toValue, unlessRefused } from './event-item';

const PK = EVENT_TABLE.partitionKey;

/** Event records in one DynamoDB table. */
export class DynamoEventStore implements EventStore, WorkIndex {
  constructor(
    private readonly props: {
      readonly client: DynamoDBClient;
      readonly table: string;
      readonly clock: Pick<Clock, 'now'>;
    },
  ) {}

  async create(record: EventRecord, options?: CallOptions): Promise<WriteOutcome> {
    const now = this.props.clock.now();
    const command = new PutItemCommand({
      TableName: this.props.table,
      Item: toItem(record),
      ConditionExpression: 'attribute_not_exists(#pk) OR #ttl <= :now',
      ExpressionAttributeNames: { '#pk': PK, '#ttl': EVENT_TABLE.ttl },
      ExpressionAttributeValues: { ':now': toValue(Math.floor(now / 1000)) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return this.write(record.writeId, now, async () => {
      await this.props.client.send(command, abortable(options));
      return record;
    });
  }

  async update(write: ConditionalWrite, options?: CallOptions): Promise<WriteOutcome> {
    const command = new UpdateItemCommand({
      TableName: this.props.table,
      Key: { [PK]: toValue(write.pk) },
      ...updateExpression(write),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    return this.write(write.writeId, this.props.clock.now(), async () => {
      const { Attributes } = await this.props.client.send(command, abortable(options));
      return fromItem(Attributes ?? {});
    });
  }

  async get(pk: string): Promise<EventRecord | undefined> {
    const { Item: item } = await this.props.client.send(
      new GetItemCommand({
        TableName: this.props.table,
        Key: { [PK]: toValue(pk) },
        ConsistentRead: true,
      }),
    );
    return item && unlessExpired(fromItem(item), this.props.clock.now());
  }

  async due(query: DueQuery): Promise<{ readonly items: readonly DueItem[]; readonly next?: string }> {
    const { name, partitionKey, sortKey } = EVENT_TABLE.indexes.byWork;
    const { Items = [], LastEvaluatedKey: last } = await this.props.client.send(
      new QueryCommand({
        TableName: this.props.table,
        IndexName: name,
        KeyConditionExpression: '#shard = :shard AND #due <= :until',
        ExpressionAttributeNames: { '#shard': partitionKey, '#due': sortKey },
        ExpressionAttributeValues: { ':shard': toValue(query.shard), ':until': toValue(toIso(query.until)) },
        Limit: query.limit,
        ...(query.after !== undefined && { ExclusiveStartKey: decodeCursor(query.after) }),
      }),
    );
    // An invalid entry must not end the sweep: the sweeper reads its whole record next, and that read says what is wrong.
    const items = Items.map((item) => ({
      pk: item[PK]?.S ?? '',
      dueAt: parseTime(item[sortKey]?.S) ?? 0,
    }));
    return { items, ...(last && { next: encodeCursor(last) }) };
  }

  private write(writeId: string, now: number, send: () => Promise<EventRecord>): Promise<WriteOutcome> {
    return unlessRefused(
      async (): Promise<WriteOutcome> => ({ applied: true, record: await send() }),
      (found) => resolveRefusal(writeId, found && unlessExpired(fromItem(found), now)),
    );
  }
}

function unlessExpired(record: EventRecord, now: number): EventRecord | undefined {
  return isExpired(record, now) ? undefined : record;
}

/** Every attribute is aliased, because any may be one of DynamoDB's 573 reserved words one day. */
function updateExpression({ writeId, expect, set, remove }: ConditionalWrite) {
  const assigned = toItem({ ...set, writeId });
  const names = new Set([PK, ...Object.keys(assigned), ...remove, ...expect.map((each) => each.attribute)]);
  const assignedValues = Object.entries(assigned).map(([name, value]) => [`:${name}`, value]);
  const expectedValues = expect.flatMap((expectation, index) => {
    if ('absent' in expectation) {
      return [];
    }
    const value = 'equals' in expectation ? expectation.equals : expectation.absentOrAtMost;
    return [[`:expected${index}`, toItem({ [expectation.attribute]: value })[expectation.attribute]]];
  });
  const assignments = Object.keys(assigned).map((name) => `#${name} = :${name}`);
  const removal = remove.length > 0 ? ` REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : '';
  return {
    UpdateExpression: `SET ${assignments.join(', ')}${removal}`,
    ConditionExpression: [`attribute_exists(#${PK})`, ...expect.map(condition)].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries([...names].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries([...assignedValues, ...expectedValues]),
  } satisfies Partial<UpdateItemCommandInput>;
}

function condition(expectation: Expectation, index: number): string {
  const name = `#${expectation.attribute}`;
  if ('equals' in expectation) {
    return `${name} = :expected${index}`;
  }
  const absent = `attribute_not_exists(${name})`;
  return 'absent' in expectation ? absent : `(${absent} OR ${name} <= :expected${index})`;
}
