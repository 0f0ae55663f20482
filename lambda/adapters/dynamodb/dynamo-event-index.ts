import {
  BatchGetItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { EVENT_TABLE } from '../../contracts/event-table';
import type { EventStatus } from '../../domain/lifecycle/lifecycle';
import { type EventRecord, isExpired, toIso } from '../../domain/record/event-record';
import { shardNumbers, statusDay, workShards } from '../../domain/record/keys';
import type { Clock } from '../../usecases/ports';
import { fromItem, fromProjection, type Item, toValue } from './event-item';

/** Index entries of one read: they are keys only, so this is well below DynamoDB's 1 MB. */
const PAGE = 500;
/** DynamoDB gives at most this many items at once. */
const BATCH = 100;

/** A throttled table answers with keys it did not process: it is asked again for them, later each time, for about half a minute. */
const MAX_TRIES = 10;
const FIRST_WAIT_MS = 50;

/** Final events of one status and one day (`YYYY-MM-DD`, UTC). */
export interface FinalQuery {
  readonly status: EventStatus;
  readonly day: string;
  /** Both included. @default the whole day */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

interface Partition {
  readonly index: 'byStatus' | 'byWork';
  readonly key: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** All events there are, for people and tools: keys from the indexes, never by a scan, and records by the hundred. */
export class DynamoEventIndex {
  constructor(
    private readonly props: {
      readonly client: DynamoDBClient;
      readonly table: string;
      readonly clock: Pick<Clock, 'now' | 'sleep'>;
      /** All that may hold events (`shardsToRead`). */
      readonly shards: number;
    },
  ) {}

  /** Keys of final events, newest change first over all shards; pages are read as they are taken. */
  finalKeys(query: FinalQuery): AsyncGenerator<Entry> {
    return mergeNewestFirst(this.finalPartitions(query).map((partition) => this.entries(partition)));
  }

  /** How many final events there are, without reading their keys. */
  async countFinal(query: FinalQuery): Promise<number> {
    let count = 0;
    await Promise.all(
      this.finalPartitions(query).map(async (partition) => {
        for await (const page of this.pages(partition, { Select: 'COUNT' })) {
          count += page.Count ?? 0;
        }
      }),
    );
    return count;
  }

  /** Keys of all open events, by shard, furthest deadline first; the index is a hint, eventually consistent. */
  async *openKeys(): AsyncGenerator<Entry> {
    for (const key of workShards(this.props.shards)) {
      yield* this.entries({ index: 'byWork', key });
    }
  }

  /** What the table says of these events now, by key; those that are gone or expired are left out. */
  async records(pks: readonly string[]): Promise<ReadonlyMap<string, EventRecord>> {
    const { client, table, clock } = this.props;
    const found = new Map<string, EventRecord>();
    for (let from = 0; from < pks.length; from += BATCH) {
      const batch = pks.slice(from, from + BATCH);
      let open: readonly Item[] = batch.map((pk) => ({ [EVENT_TABLE.partitionKey]: toValue(pk) }));
      for (let tries = 0; open.length > 0; tries += 1) {
        if (tries === MAX_TRIES) {
          const problem = `the table stays throttled, ${open.length} records were not read`;
          throw new Error(`DynamoDB: ${problem}. Try again later.`);
        }
        await (tries > 0 ? clock.sleep(FIRST_WAIT_MS * 2 ** (tries - 1)) : undefined);
        const answer = await client.send(
          new BatchGetItemCommand({ RequestItems: { [table]: { Keys: [...open], ConsistentRead: true } } }),
        );
        const records = (answer.Responses?.[table] ?? []).map(fromItem);
        for (const record of records.filter((each) => !isExpired(each, clock.now()))) {
          found.set(record.pk, record);
        }
        open = answer.UnprocessedKeys?.[table]?.Keys ?? [];
      }
    }
    return found;
  }

  private finalPartitions({ status, day, from, to }: FinalQuery): readonly Partition[] {
    return shardNumbers(this.props.shards).map((shard) => ({
      index: 'byStatus',
      key: statusDay(status, Date.parse(day), shard),
      from,
      to,
    }));
  }

  private async *entries(partition: Partition): AsyncGenerator<Entry> {
    const { sortKey } = EVENT_TABLE.indexes[partition.index];
    for await (const page of this.pages(partition, { Limit: PAGE })) {
      for (const item of page.Items ?? []) {
        const entry = fromProjection(item, ['pk', sortKey]);
        yield { pk: entry.pk, at: entry[sortKey] };
      }
    }
  }

  private async *pages(
    { index, key, from, to }: Partition,
    options: { readonly Limit: number } | { readonly Select: 'COUNT' },
  ): AsyncGenerator<QueryCommandOutput> {
    const { name, partitionKey, sortKey } = EVENT_TABLE.indexes[index];
    let after: Item | undefined;
    do {
      const page = await this.props.client.send(
        new QueryCommand({
          TableName: this.props.table,
          IndexName: name,
          KeyConditionExpression: '#partition = :partition AND #at BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#partition': partitionKey, '#at': sortKey },
          ExpressionAttributeValues: {
            ':partition': toValue(key),
            // A digit begins every time: a space is before, a tilde behind all of them.
            ':from': toValue(from === undefined ? ' ' : toIso(from)),
            ':to': toValue(to === undefined ? '~' : toIso(to)),
          },
          ScanIndexForward: false,
          ...options,
          ...(after && { ExclusiveStartKey: after }),
        }),
      );
      yield page;
      after = page.LastEvaluatedKey;
    } while (after);
  }
}

/** An entry of an index that is read in order of time. */
export interface Entry {
  readonly pk: string;
  /** What the index sorts by. */
  readonly at: number;
}

/** A place in the order below. */
export type Position = Entry;

/** Later first; of one instant by key, so that every reading finds the same order. */
export function compareNewestFirst(one: Entry, other: Entry): number {
  if (one.at !== other.at || one.pk === other.pk) {
    return other.at - one.at;
  }
  return one.pk < other.pk ? 1 : -1;
}

/**
 * Merges streams that are each in order of time, newest first, reading of each no more than is taken. Within one instant a
 * stream may be in any order: entries of one instant are put in order here.
 */
export async function* mergeNewestFirst<T extends Entry>(
  streams: readonly AsyncIterable<T>[],
): AsyncGenerator<T> {
  const next = async (iterator: AsyncIterator<T>) => {
    const step = await iterator.next();
    return step.done ? undefined : step.value;
  };
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  const open = await Promise.all(
    iterators.map(async (iterator) => ({ iterator, head: await next(iterator) })),
  );
  for (;;) {
    const at = Math.max(...open.map(({ head }) => head?.at ?? Number.NEGATIVE_INFINITY));
    const instant: T[] = [];
    await Promise.all(
      open.map(async (stream) => {
        for (; stream.head?.at === at; stream.head = await next(stream.iterator)) {
          instant.push(stream.head);
        }
      }),
    );
    if (instant.length === 0) {
      return;
    }
    yield* instant.sort(compareNewestFirst);
  }
}
