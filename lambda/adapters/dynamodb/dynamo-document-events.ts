import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../contracts/event-table';
import type { EventRecord } from '../../domain/record/event-record';
import type { DocumentEvents, DocumentQuery } from '../../usecases/ports';
import { fromItem, type Item, toValue } from './event-item';

const PAGE_SIZE = 100;
const INDEX = EVENT_TABLE.indexes.byDocument;

export interface DynamoDocumentEventsProps {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** The events of one document, by the document index: it says which there are, the table what they are. */
export class DynamoDocumentEvents implements DocumentEvents {
  constructor(private readonly props: DynamoDocumentEventsProps) {}

  async *eventsOf(query: DocumentQuery): AsyncGenerator<EventRecord> {
    let start: Item | undefined;
    do {
      const page = await this.page(query.documentKey, start);
      for (const item of page.items) {
        const record = concerns(item, query) ? await this.load(item) : undefined;
        if (record) {
          yield record;
        }
      }
      start = page.last;
    } while (start);
  }

  private async page(
    documentKey: string,
    start: Item | undefined,
  ): Promise<{ items: Item[]; last: Item | undefined }> {
    const { Items = [], LastEvaluatedKey } = await this.props.client.send(
      new QueryCommand({
        TableName: this.props.table,
        IndexName: INDEX.name,
        KeyConditionExpression: '#document = :document',
        ExpressionAttributeNames: { '#document': INDEX.partitionKey },
        ExpressionAttributeValues: { ':document': toValue(documentKey) },
        ScanIndexForward: false,
        Limit: PAGE_SIZE,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    return { items: Items, last: LastEvaluatedKey };
  }

  /** Half the price of a consistent read: what is asked for was written long ago, or does not matter yet. */
  private async load(item: Item): Promise<EventRecord | undefined> {
    const key = item[EVENT_TABLE.partitionKey];
    const { Item: found } = await this.props.client.send(
      new GetItemCommand({
        TableName: this.props.table,
        Key: { [EVENT_TABLE.partitionKey]: key ?? toValue('') },
      }),
    );
    return found && fromItem(found);
  }
}

/** Both attributes are in the index, so that a record of no interest costs no read. */
function concerns(item: Item, { source, idPrefix = '' }: DocumentQuery): boolean {
  return item.source?.S === source && (item.eventId?.S ?? '').startsWith(idPrefix);
}
