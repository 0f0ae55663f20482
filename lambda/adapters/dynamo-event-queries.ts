import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { EventRecord } from '../domain/event-record';
import { statusDay } from '../domain/keys';
import type { EventStatus } from '../domain/lifecycle';
import type { EventStore } from '../usecases/ports';
import { type Item, toValue } from './event-item';
import { EVENT_TABLE } from './event-table';
import { decodeCursor, encodeCursor } from './page-cursor';

export interface PageOptions {
  /** Records per page; each is one read of the table beside the index. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

/** Newest first. A page may hold fewer records than its limit, because expired ones are left out; only `next` tells the end. */
export interface EventPage {
  readonly records: readonly EventRecord[];
  readonly next?: string;
}

export interface StatusQuery extends PageOptions {
  readonly status: EventStatus;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly shards: number;
}

export interface DynamoEventQueriesProps {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly store: Pick<EventStore, 'get'>;
}

type IndexName = 'byDocument' | 'byStatus';

interface Position {
  readonly name: IndexName;
  readonly partition: string;
  readonly limit: number;
  readonly start?: Item | undefined;
}

/** What is left of one shard: where to go on (undefined: at its start), or `null` when it is read to its end. */
type ShardPlaces = readonly (Item | null | undefined)[];

interface ShardItem {
  readonly shard: number;
  readonly item: Item;
}

/** Lists of events for people: by document, and by final status and day. */
export class DynamoEventQueries {
  constructor(private readonly props: DynamoEventQueriesProps) {}

  /** Every event of one document (`documentKey` of keys.ts). */
  async byDocument(documentKey: string, options: PageOptions): Promise<EventPage> {
    const start = options.after === undefined ? undefined : decodeCursor<Item>(options.after);
    const position = { name: 'byDocument', partition: documentKey, limit: options.limit, start } as const;
    const { items, last } = await this.query(position);
    return { records: await this.load(items), ...(last && { next: encodeCursor(last) }) };
  }

  /** Events that reached a final status on one day, merged over the shards of the index. */
  async byStatus(query: StatusQuery): Promise<EventPage> {
    const places: ShardPlaces =
      query.after === undefined ? Array(query.shards).fill(undefined) : decodePlaces(query.after);
    const pages = await Promise.all(places.map((place, shard) => this.shardPage(query, shard, place)));
    const found = pages.flatMap(({ items }, shard) => items.map((item) => ({ shard, item })));
    const taken = found.sort(newestFirst).slice(0, query.limit);
    const left = pages.map(({ items, last }, shard) => {
      const mine = taken.filter((entry) => entry.shard === shard);
      const ended = mine.length === items.length && !last;
      return ended ? null : (mine.at(-1)?.item ?? places[shard]);
    });
    const records = await this.load(taken.map(({ item }) => item));
    return { records, ...(left.some((place) => place !== null) && { next: encodePlaces(left) }) };
  }

  private async shardPage(query: StatusQuery, shard: number, place: Item | null | undefined) {
    if (place === null) {
      return { items: [], last: undefined };
    }
    const partition = statusDay(query.status, query.day, shard);
    return this.query({ name: 'byStatus', partition, limit: query.limit, start: place });
  }

  private async query(position: Position): Promise<{ items: Item[]; last: Item | undefined }> {
    const index = EVENT_TABLE.indexes[position.name];
    const { Items = [], LastEvaluatedKey } = await this.props.client.send(
      new QueryCommand({
        TableName: this.props.table,
        IndexName: index.name,
        KeyConditionExpression: '#partition = :partition',
        ExpressionAttributeNames: { '#partition': index.partitionKey },
        ExpressionAttributeValues: { ':partition': toValue(position.partition) },
        ScanIndexForward: false,
        Limit: position.limit,
        ...(position.start && { ExclusiveStartKey: position.start }),
      }),
    );
    return { items: Items, last: LastEvaluatedKey };
  }

  /** The index holds keys only: the table says what the events are now, and which of them have expired. */
  private async load(items: readonly Item[]): Promise<EventRecord[]> {
    const records = await Promise.all(
      items.map((item) => this.props.store.get(item[EVENT_TABLE.partitionKey]?.S ?? '')),
    );
    return records.filter((record) => record !== undefined);
  }
}

function newestFirst(one: ShardItem, other: ShardItem): number {
  const { sortKey } = EVENT_TABLE.indexes.byStatus;
  return (other.item[sortKey]?.S ?? '').localeCompare(one.item[sortKey]?.S ?? '');
}

/** JSON has no `undefined`: an untouched shard is written as `0`. */
function encodePlaces(places: ShardPlaces): string {
  return encodeCursor(places.map((place) => (place === undefined ? 0 : place)));
}

function decodePlaces(cursor: string): ShardPlaces {
  return decodeCursor<(Item | null | 0)[]>(cursor).map((place) => (place === 0 ? undefined : place));
}
