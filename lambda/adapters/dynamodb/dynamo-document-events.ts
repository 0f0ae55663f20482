import {
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../contracts/event-table';
import type { EventRecord } from '../../domain/record/event-record';
import type { DocumentEvents, DocumentQuery, EventStore } from '../../usecases/ports';
import { decodeCursor, encodeCursor, fromItem, fromProjection, type Item, toValue } from './event-item';

const PAGE_SIZE = 100;

export interface DynamoDocumentEventsProps {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** The events of one document, by the document index: it says which there are, the table what they are. */
export class DynamoDocumentEvents implements DocumentEvents {
  constructor(private readonly props: DynamoDocumentEventsProps) {}

  async *listEvents({ documentKey, source, idPrefix = '' }: DocumentQuery): AsyncGenerator<EventRecord> {
    const { client, table } = this.props;
    let start: Item | undefined;
    do {
      const page = await queryDocument(this.props, documentKey, PAGE_SIZE, start);
      for (const item of page.Items ?? []) {
        // Both attributes are in the index, so that a record of no interest costs no read; and it need not be valid.
        if (item.source?.S === source && item.eventId?.S?.startsWith(idPrefix)) {
          const entry = fromProjection(item, ['pk']);
          // Half the price of a consistent read: what is asked for was written long ago, or does not matter yet.
          const key = { [EVENT_TABLE.partitionKey]: toValue(entry.pk) };
          const { Item: found } = await client.send(new GetItemCommand({ TableName: table, Key: key }));
          if (found) {
            yield fromItem(found);
          }
        }
      }
      start = page.LastEvaluatedKey;
    } while (start);
  }
}

/** Newest first. A page may hold fewer records than its limit, because expired ones are left out; only `next` tells the end. */
export interface EventPage {
  readonly records: readonly EventRecord[];
  readonly next?: string;
}

/** The same for people: page by page, of all sources, without what has expired. */
export class DynamoEventQueries {
  constructor(
    private readonly props: DynamoDocumentEventsProps & { readonly store: Pick<EventStore, 'get'> },
  ) {}

  /**
   * Every event of one document (`documentKey` of keys.ts), newest receipt first.
   * @param limit each record is one read of the table beside the index
   * @param after `next` of the page before
   */
  async byDocument(documentKey: string, limit: number, after?: string): Promise<EventPage> {
    const start = after === undefined ? undefined : decodeCursor(after);
    const page = await queryDocument(this.props, documentKey, limit, start);
    const { Items = [], LastEvaluatedKey: last } = page;
    const keys = Items.map((item) => fromProjection(item, ['pk']).pk);
    const records = await Promise.all(keys.map((pk) => this.props.store.get(pk)));
    return {
      records: records.filter((record) => record !== undefined),
      ...(last && { next: encodeCursor(last) }),
    };
  }
}

function queryDocument(
  { client, table }: DynamoDocumentEventsProps,
  documentKey: string,
  limit: number,
  start: Item | undefined,
): Promise<QueryCommandOutput> {
  const { name, partitionKey } = EVENT_TABLE.indexes.byDocument;
  return client.send(
    new QueryCommand({
      TableName: table,
      IndexName: name,
      KeyConditionExpression: '#document = :document',
      ExpressionAttributeNames: { '#document': partitionKey },
      ExpressionAttributeValues: { ':document': toValue(documentKey) },
      ScanIndexForward: false,
      Limit: limit,
      ...(start && { ExclusiveStartKey: start }),
    }),
  );
}
