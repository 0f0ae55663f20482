import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../contracts/event-table';
import type { EventRecord } from '../../domain/record/event-record';
import type { EventStore } from '../../usecases/ports';
import { decodeCursor, encodeCursor, type Item, toValue } from './event-item';

export interface PageOptions {
  /** Records per page; each is one read of the table beside the index. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** Newest first. A page may hold fewer records than its limit, because expired ones are left out; only `next` tells the end. */
export interface EventPage {
  readonly records: readonly EventRecord[];
  readonly next?: string;
}

export interface DynamoEventQueriesProps {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly store: Pick<EventStore, 'get'>;
}

/** Events of one document, for people; of all documents: dynamo-event-index.ts. */
export class DynamoEventQueries {
  constructor(private readonly props: DynamoEventQueriesProps) {}

  /** Every event of one document (`documentKey` of keys.ts), newest receipt first. */
  async byDocument(documentKey: string, { limit, after }: PageOptions): Promise<EventPage> {
    const index = EVENT_TABLE.indexes.byDocument;
    const { Items = [], LastEvaluatedKey: last } = await this.props.client.send(
      new QueryCommand({
        TableName: this.props.table,
        IndexName: index.name,
        KeyConditionExpression: '#partition = :partition',
        ExpressionAttributeNames: { '#partition': index.partitionKey },
        ExpressionAttributeValues: { ':partition': toValue(documentKey) },
        ScanIndexForward: false,
        Limit: limit,
        ...(after !== undefined && { ExclusiveStartKey: decodeCursor<Item>(after) }),
      }),
    );
    return { records: await this.load(Items), ...(last && { next: encodeCursor(last) }) };
  }

  /** The index holds a few attributes only: the table says what the events are now, and which of them have expired. */
  private async load(items: readonly Item[]): Promise<EventRecord[]> {
    const records = await Promise.all(
      items.map((item) => this.props.store.get(item[EVENT_TABLE.partitionKey]?.S ?? '')),
    );
    return records.filter((record) => record !== undefined);
  }
}
