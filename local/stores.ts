import {
  BatchWriteItemCommand,
  DynamoDBClient,
  paginateScan,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, NoSuchKey, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { localClientConfig } from '../cli/connection/client-config';
import { DynamoEventIndex } from '../lambda/adapters/dynamodb/dynamo-event-index';
import { fromItem, type Item, toItem } from '../lambda/adapters/dynamodb/event-item';
import { EVENT_TABLE } from '../lambda/contracts/event-table';
import { isFinal } from '../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../lambda/domain/record/event-record';
import { isEventKey, RESULTS } from '../lambda/domain/record/keys';
import { clock } from '../lambda/handlers/compose';
import { concurrently } from '../lambda/usecases/concurrently';
import { waitFor } from './aws/until';
import type { Endpoints } from './run/files/endpoints';

/** DynamoDB takes at most this many items at once. */
const BATCH = 25;
const BATCHES_AT_ONCE = 8;
const OBJECTS_AT_ONCE = 16;

/** Where the stores of a stack are. */
export type StoresAddress = Pick<Endpoints, 'region' | 'credentials' | 'endpoints' | 'table' | 'bucket'>;

/** The table and the bucket of a stack, as any client could read and fill them, through the AWS SDK. */
export class Stores {
  private readonly dynamo: DynamoDBClient;
  private readonly s3: S3Client;
  private readonly index: DynamoEventIndex;

  constructor(private readonly address: StoresAddress) {
    const { endpoints, table } = address;
    this.dynamo = new DynamoDBClient(localClientConfig({ ...address, endpoint: endpoints.dynamodb }));
    this.s3 = new S3Client(localClientConfig({ ...address, endpoint: endpoints.s3 }));
    this.index = new DynamoEventIndex({ client: this.dynamo, table, clock, shards: 0 });
  }

  async record(pk: string): Promise<EventRecord | undefined> {
    return (await this.records([pk])).get(pk);
  }

  /** Key → record; keys without one are left out. DynamoDB refuses a batch that names a key twice. */
  records(pks: readonly string[]): Promise<ReadonlyMap<string, EventRecord>> {
    return this.index.records([...new Set(pks)]);
  }

  /** Every event record, by a scan, fit for a test; a checkpoint of reconciliation is none. */
  async allRecords(): Promise<EventRecord[]> {
    return (await this.scan()).map(fromItem);
  }

  async allRecordKeys(): Promise<string[]> {
    return (await this.scan()).map(readKey);
  }

  /** Writes records unconditionally. */
  async fill(records: readonly EventRecord[]): Promise<void> {
    const { table } = this.address;
    const starts = Array.from({ length: Math.ceil(records.length / BATCH) }, (_, index) => index * BATCH);
    await concurrently(starts, BATCHES_AT_ONCE, async (start) => {
      const batch = records.slice(start, start + BATCH);
      let open: WriteRequest[] = batch.map((record) => ({ PutRequest: { Item: toItem(record) } }));
      while (open.length > 0) {
        const answer = await this.dynamo.send(new BatchWriteItemCommand({ RequestItems: { [table]: open } }));
        open = answer.UnprocessedItems?.[table] ?? [];
      }
    });
  }

  async object(key: string): Promise<Buffer | undefined> {
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.address.bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } catch (error) {
      if (error instanceof NoSuchKey) {
        return undefined;
      }
      throw error;
    }
  }

  /** Key → bytes; keys without an object are left out. */
  async objects(keys: readonly string[]): Promise<Map<string, Buffer>> {
    const found = new Map<string, Buffer>();
    await concurrently(keys, OBJECTS_AT_ONCE, async (key) => {
      const bytes = await this.object(key);
      if (bytes) {
        found.set(key, bytes);
      }
    });
    return found;
  }

  /** Keys of all objects whose key begins with this. @default those of results */
  async objectKeys(prefix = RESULTS): Promise<string[]> {
    const keys: string[] = [];
    const listing = { Bucket: this.address.bucket, Prefix: prefix };
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.s3 }, listing)) {
      keys.push(...Contents.map(({ Key = '' }) => Key));
    }
    return keys;
  }

  close(): void {
    this.dynamo.destroy();
    this.s3.destroy();
  }

  private async scan(): Promise<Item[]> {
    const found: Item[] = [];
    const query = { TableName: this.address.table, ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client: this.dynamo }, query)) {
      found.push(...Items.filter((item) => isEventKey(readKey(item))));
    }
    return found;
  }
}

function readKey(item: Item): string {
  return item[EVENT_TABLE.partitionKey]?.S ?? '';
}

export interface FinalRecordsOptions {
  readonly withinMs: number;
  /** @default 1,000 */
  readonly everyMs?: number;
  /** Told how many are still open, when that has changed. */
  onOpen(open: number): void;
}

/** The records of these keys, once all there are final, or as they stand when the time is over. */
export async function waitForFinalRecords(
  stores: Pick<Stores, 'records'>,
  pks: readonly string[],
  { withinMs, everyMs = 1_000, onOpen }: FinalRecordsOptions,
): Promise<ReadonlyMap<string, EventRecord>> {
  const found = new Map<string, EventRecord>();
  let open: readonly string[] = [...new Set(pks)];
  let told = -1;
  const look = async () => {
    for (const [pk, record] of await stores.records(open)) {
      found.set(pk, record);
    }
    open = open.filter((pk) => !isFinal(found.get(pk)?.status ?? 'RECEIVED'));
    if (open.length !== told) {
      told = open.length;
      onOpen(told);
    }
    return open.length === 0 || undefined;
  };
  await waitFor(withinMs, look, everyMs);
  return found;
}
