import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../../lambda/contracts/event-table';

/** Creates the event table on an engine, from the same key schema as the stack. */
export async function createEventTable(client: DynamoDBClient, table: string): Promise<void> {
  const indexes = Object.values(EVENT_TABLE.indexes);
  const names = new Set<string>([
    EVENT_TABLE.partitionKey,
    ...indexes.flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]),
  ]);
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...names].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: EVENT_TABLE.partitionKey, KeyType: 'HASH' }],
      GlobalSecondaryIndexes: indexes.map(({ name, partitionKey, sortKey, include }) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: partitionKey, KeyType: 'HASH' },
          { AttributeName: sortKey, KeyType: 'RANGE' },
        ],
        Projection:
          include.length > 0
            ? { ProjectionType: 'INCLUDE', NonKeyAttributes: [...include] }
            : { ProjectionType: 'KEYS_ONLY' },
      })),
    }),
  );
}
