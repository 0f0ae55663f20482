import {
  ConditionalCheckFailedException,
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
import {
  type Attribute,
  type EventRecord,
  isExpired,
  parseTime,
  toIso,
} from '../../domain/record/event-record';
import type { CallOptions, Clock, DueItem, DueQuery, EventStore, WorkIndex } from '../../usecases/ports';
import { abortable } from '../aws-clients';
import { decodeCursor, encodeCursor, fromItem, type Item, toAttribute, toItem, toValue } from './event-item';

const PK = EVENT_TABLE.partitionKey;

export interface DynamoEventStoreProps {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Pick<Clock, 'now'>;
}

/** Event records in one DynamoDB table. */
export class DynamoEventStore implements EventStore, WorkIndex {
  constructor(private readonly props: DynamoEventStoreProps) {}

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
        ...(query.after !== undefined && { ExclusiveStartKey: decodeCursor<Item>(query.after) }),
      }),
    );
    return { items: Items.map(toDueItem), ...(last && { next: encodeCursor(last) }) };
  }

  /** Runs a conditional write; a refusal is an outcome, anything else is thrown: then nobody knows. */
  private async write(writeId: string, now: number, send: () => Promise<EventRecord>): Promise<WriteOutcome> {
    try {
      return { applied: true, record: await send() };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) {
        throw error;
      }
      return resolveRefusal(writeId, error.Item && unlessExpired(fromItem(error.Item), now));
    }
  }
}

function unlessExpired(record: EventRecord, now: number): EventRecord | undefined {
  return isExpired(record, now) ? undefined : record;
}

function toDueItem(item: Item): DueItem {
  return { pk: item[PK]?.S ?? '', dueAt: parseTime(item[EVENT_TABLE.indexes.byWork.sortKey]?.S) ?? 0 };
}

type UpdateParts = Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** Every attribute is aliased, because any may be one of DynamoDB's 573 reserved words one day. */
export function updateExpression(write: ConditionalWrite): UpdateParts {
  const assigned = toItem({ ...write.set, writeId: write.writeId });
  const attributes = new Set<string>([
    EVENT_TABLE.partitionKey,
    ...Object.keys(assigned),
    ...write.remove,
    ...write.expect.map((expectation) => expectation.attribute),
  ]);
  return {
    UpdateExpression: assignments(Object.keys(assigned), write.remove),
    ConditionExpression: [
      `attribute_exists(#${EVENT_TABLE.partitionKey})`,
      ...write.expect.map(condition),
    ].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries([...attributes].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: { ...setValues(assigned), ...expectedValues(write.expect) },
  };
}

function assignments(set: readonly string[], remove: readonly Attribute[]): string {
  const removal = remove.length > 0 ? ` REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : '';
  return `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}${removal}`;
}

function condition(expectation: Expectation, index: number): string {
  const name = `#${expectation.attribute}`;
  if ('equals' in expectation) {
    return `${name} = :expected${index}`;
  }
  const absent = `attribute_not_exists(${name})`;
  return 'absent' in expectation ? absent : `(${absent} OR ${name} <= :expected${index})`;
}

function setValues(assigned: Item): Item {
  return Object.fromEntries(Object.entries(assigned).map(([name, value]) => [`:${name}`, value]));
}

function expectedValues(expectations: readonly Expectation[]): Item {
  const values: Item = {};
  for (const [index, expectation] of expectations.entries()) {
    if (!('absent' in expectation)) {
      values[`:expected${index}`] = toAttribute(
        expectation.attribute,
        'equals' in expectation ? expectation.equals : expectation.absentOrAtMost,
      );
    }
  }
  return values;
}
