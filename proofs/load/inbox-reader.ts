import { readFileSync } from 'node:fs';
import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { localClientConfig } from '../../cli/connection/client-config';
import { fromItem, type Item } from '../../lambda/adapters/dynamodb/event-item';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { concurrently } from '../../lambda/usecases/concurrently';
import { scanEventKeys } from '../../local/demo/stores';
import type { Endpoints } from '../../local/run/files/endpoints';
import { readTarget, type Target } from '../../local/send/send-target';

/** DynamoDB gives at most this many items at once. */
const BATCH = 100;
const OBJECTS_AT_ONCE = 16;

/** Where the stores of a stack are. */
export type InboxAddress = Pick<Endpoints, 'region' | 'credentials' | 'endpoints' | 'table' | 'bucket'>;

/** Reads table and bucket of a stack by the thousand, as any client could, through the AWS SDK. */
export class InboxReader {
  private readonly dynamo: DynamoDBClient;
  private readonly s3: S3Client;

  constructor(private readonly target: InboxAddress) {
    const { endpoints } = target;
    this.dynamo = new DynamoDBClient(localClientConfig({ ...target, endpoint: endpoints.dynamodb }));
    this.s3 = new S3Client(localClientConfig({ ...target, endpoint: endpoints.s3 }));
  }

  /** Key → record; keys without one are left out. */
  async records(keys: readonly string[]): Promise<Map<string, EventRecord>> {
    const found = new Map<string, EventRecord>();
    for (let from = 0; from < keys.length; from += BATCH) {
      for (const item of await this.batch(keys.slice(from, from + BATCH))) {
        const record = fromItem(item);
        found.set(record.pk, record);
      }
    }
    return found;
  }

  /** Keys of all records there are: a scan, fit for a test. */
  recordKeys(): Promise<readonly string[]> {
    return scanEventKeys(this.dynamo, this.target.table);
  }

  /** Keys of all results there are. */
  async resultKeys(): Promise<readonly string[]> {
    const keys: string[] = [];
    let after: string | undefined;
    do {
      const page = await this.s3.send(
        new ListObjectsV2Command({
          Bucket: this.target.bucket,
          Prefix: 'results/',
          ContinuationToken: after,
        }),
      );
      keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      after = page.NextContinuationToken;
    } while (after);
    return keys;
  }

  /** Key → bytes. */
  async objects(keys: readonly string[]): Promise<Map<string, Buffer>> {
    const found = new Map<string, Buffer>();
    await concurrently(keys, OBJECTS_AT_ONCE, async (Key) => {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.target.bucket, Key }));
      found.set(Key, Buffer.from((await Body?.transformToByteArray()) ?? []));
    });
    return found;
  }

  close(): void {
    this.dynamo.destroy();
    this.s3.destroy();
  }

  private async batch(keys: readonly string[]): Promise<readonly Item[]> {
    const { table } = this.target;
    const items: Item[] = [];
    let open: readonly Item[] = keys.map((pk) => ({ pk: { S: pk } }));
    while (open.length > 0) {
      const answer = await this.dynamo.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: [...open], ConsistentRead: true } } }),
      );
      items.push(...(answer.Responses?.[table] ?? []));
      open = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return items;
  }
}

const url = z.url();

const addressSchema = z.object({
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  endpoints: z.object({ dynamodb: url, sqs: url, s3: url, secretsmanager: url }),
  table: z.string(),
  bucket: z.string(),
}) satisfies z.ZodType<InboxAddress>;

/**
 * Where a running stack takes webhooks, and where its stores are.
 * @throws Error with the remedy when no stack runs or the file is none of ours
 */
export function readEndpoints(file: string): Target & InboxAddress {
  const target = readTarget(file);
  const parsed = addressSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) {
    const problems = z.prettifyError(parsed.error);
    throw new Error(`${file}: expected the stores of a local stack.\n${problems}\nStart it again: npm start`);
  }
  return { ...target, ...parsed.data };
}
