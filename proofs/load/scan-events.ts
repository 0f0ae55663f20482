import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lambda/adapters/dynamodb/event-item';
import { EVENT_TABLE } from '../../lambda/contracts/event-table';
import { isEventKey } from '../../lambda/domain/record/keys';

/** Scans the whole event table for the items of events; what else it holds is left out. */
export async function scanEvents(client: DynamoDBClient, table: string): Promise<Item[]> {
  const found: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    found.push(...Items.filter((item) => isEventKey(keyOf(item))));
  }
  return found;
}

/** Keys of all events in the table. */
export async function scanEventKeys(client: DynamoDBClient, table: string): Promise<string[]> {
  return (await scanEvents(client, table)).map(keyOf);
}

function keyOf(item: Item): string {
  return item[EVENT_TABLE.partitionKey]?.S ?? '';
}
