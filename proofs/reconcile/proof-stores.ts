import { BatchWriteItemCommand, DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { localClientConfig } from '../../cli/connection/client-config';
import { fromItem, toItem } from '../../lambda/adapters/dynamodb/event-item';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { RESULTS } from '../../lambda/domain/record/keys';
import { scanEvents } from '../../local/demo/stores';
import type { Endpoints } from '../../local/run/files/endpoints';

/** DynamoDB's limit. */
const BATCH = 25;
const AT_ONCE = 8;

/** Table and bucket of the running stack, as its administrator reads and fills them. */
export class ProofStores {
  private readonly dynamo: DynamoDBClient;
  private readonly s3: S3Client;

  constructor(private readonly target: Endpoints) {
    const { endpoints } = target;
    this.dynamo = new DynamoDBClient(localClientConfig({ ...target, endpoint: endpoints.dynamodb }));
    this.s3 = new S3Client(localClientConfig({ ...target, endpoint: endpoints.s3 }));
  }

  async fill(records: readonly EventRecord[]): Promise<void> {
    const batches: EventRecord[][] = [];
    for (let at = 0; at < records.length; at += BATCH) {
      batches.push(records.slice(at, at + BATCH));
    }
    const queue = batches.values();
    const worker = async () => {
      for (const batch of queue) {
        await this.write(batch);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  private async write(records: readonly EventRecord[]): Promise<void> {
    const { table } = this.target;
    let open: WriteRequest[] = records.map((record) => ({ PutRequest: { Item: toItem(record) } }));
    while (open.length > 0) {
      const answer = await this.dynamo.send(new BatchWriteItemCommand({ RequestItems: { [table]: open } }));
      open = answer.UnprocessedItems?.[table] ?? [];
    }
  }

  /** Every event record; a state of reconciliation is none. */
  async records(): Promise<EventRecord[]> {
    return (await scanEvents(this.dynamo, this.target.table)).map(fromItem);
  }

  async resultKeys(): Promise<string[]> {
    const keys: string[] = [];
    let next: string | undefined;
    do {
      const page = await this.s3.send(
        new ListObjectsV2Command({ Bucket: this.target.bucket, Prefix: RESULTS, ContinuationToken: next }),
      );
      keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      next = page.NextContinuationToken;
    } while (next !== undefined);
    return keys;
  }

  close(): void {
    this.dynamo.destroy();
    this.s3.destroy();
  }
}
