import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../contracts/event-table';
import {
  type ConditionalWrite,
  resolveRefusal,
  type WriteOutcome,
} from '../../domain/lifecycle/conditional-write';
import { type EventRecord, isExpired, parseTime, toIso } from '../../domain/record/event-record';
import type { CallOptions, Clock, DueItem, DueQuery, EventStore, WorkIndex } from '../../usecases/ports';
import { abortable } from '../aws-clients';
import { fromItem, type Item, toItem, toValue } from './event-item';
import { decodeCursor, encodeCursor } from './page-cursor';
import { updateExpression } from './update-expression';

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
