import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { toItem } from '../../../lambda/adapters/dynamodb/event-item';
import type { EventRecord } from '../../../lambda/domain/record/event-record';

/** DynamoDB takes at most this many items at once. */
const BATCH = 25;

/** Writes records by the batch, unconditionally: for fixtures with more than one page. */
export async function writeAll(
  records: readonly EventRecord[],
  { client, table }: { readonly client: DynamoDBClient; readonly table: string },
): Promise<void> {
  for (let from = 0; from < records.length; from += BATCH) {
    const requests = records
      .slice(from, from + BATCH)
      .map((record) => ({ PutRequest: { Item: toItem(record) } }));
    const { UnprocessedItems = {} } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [table]: requests } }),
    );
    if (Object.keys(UnprocessedItems).length > 0) {
      throw new Error('The engine left items unprocessed, expected none.');
    }
  }
}
