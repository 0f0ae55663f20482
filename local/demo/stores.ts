import { DynamoDBClient, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { localClientConfig } from '../../cli/connection/client-config';
import { fromItem, type Item } from '../../lambda/adapters/dynamodb/event-item';
import { EVENT_TABLE } from '../../lambda/contracts/event-table';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import {
  ARCHIVE,
  isEventKey,
  QUARANTINED_BODIES,
  RAW_BODIES,
  RESULTS,
} from '../../lambda/domain/record/keys';
import type { Endpoints } from '../run/files/endpoints';
import type { StoreTotals } from './check-event';

/** The table and the bucket, read as any client of the stack would, through the AWS SDK. */
export class Stores {
  private readonly dynamo: DynamoDBClient;
  private readonly s3: S3Client;

  constructor(
    private readonly target: Pick<Endpoints, 'region' | 'credentials' | 'endpoints' | 'table' | 'bucket'>,
  ) {
    const { endpoints } = target;
    this.dynamo = new DynamoDBClient(localClientConfig({ ...target, endpoint: endpoints.dynamodb }));
    this.s3 = new S3Client(localClientConfig({ ...target, endpoint: endpoints.s3 }));
  }

  async record(pk: string): Promise<EventRecord | undefined> {
    const key = { TableName: this.target.table, Key: { pk: { S: pk } }, ConsistentRead: true };
    const { Item } = await this.dynamo.send(new GetItemCommand(key));
    return Item && fromItem(Item);
  }

  async object(key: string): Promise<Buffer | undefined> {
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.target.bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } catch (error) {
      if (error instanceof NoSuchKey) {
        return undefined;
      }
      throw error;
    }
  }

  /** Reads everything: fit for the demo's few dozen events. */
  async totals(): Promise<StoreTotals> {
    const keys = await scanEventKeys(this.dynamo, this.target.table);
    return {
      records: keys.length,
      results: await this.countUnder(RESULTS),
      rawBodies: (await this.countUnder(RAW_BODIES)) + (await this.countUnder(QUARANTINED_BODIES)),
      archived: await this.countUnder(ARCHIVE),
    };
  }

  close(): void {
    this.dynamo.destroy();
    this.s3.destroy();
  }

  private async countUnder(prefix: string): Promise<number> {
    const { KeyCount = 0 } = await this.s3.send(
      new ListObjectsV2Command({ Bucket: this.target.bucket, Prefix: prefix }),
    );
    return KeyCount;
  }
}

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
