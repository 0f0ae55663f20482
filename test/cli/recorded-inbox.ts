import type { Inbox } from '../../cli/connection/inbox';
import type { Deliveries } from '../../cli/connection/received-deliveries';
import { mergeNewestFirst } from '../../lambda/adapters/dynamodb/dynamo-event-index';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { sha256Hex } from '../../lambda/domain/record/keys';
import { getProvider } from '../../lambda/providers/registry';
import type { ResultHead } from '../../lambda/usecases/ports';
import type { Source } from '../../lambda/usecases/source';
import { POLICY } from '../support/records/records';

export const SOURCES = [
  { id: 'limai', provider: 'limai' },
  { id: 'limai-two', provider: 'limai' },
  { id: 'extend', provider: 'extend' },
] as const;

const PAGE = 2;

export const NO_DELIVERIES: Deliveries = {
  since: '2024-01-15T09:31:00.000Z',
  delaySeconds: 180,
  sources: SOURCES.map(({ id }) => ({ source: id, accepted: 0, refused: {} })),
  gatewayRefused: 0,
};

export interface RecordedOptions {
  /** Objects of the bucket. */
  readonly objects?: ReadonlyMap<string, Uint8Array>;
  /** What their metadata says, where it is asked for. */
  readonly heads?: ReadonlyMap<string, Partial<ResultHead>>;
  /** The record as it stands when it is read by its key alone, where it has moved since it was found. */
  readonly moved?: ReadonlyMap<string, EventRecord>;
  /** What the indexes say, where they lag behind the table. */
  readonly indexed?: readonly EventRecord[];
  /** What came to the webhooks. @default nothing */
  readonly deliveries?: () => Promise<Deliveries>;
}

/** An inbox for reading whose table holds these records. */
export function recordedInbox(records: readonly EventRecord[], options: RecordedOptions = {}): Inbox {
  const { objects = new Map<string, Uint8Array>(), heads, moved, indexed = records } = options;
  const byKey = new Map(records.map((record) => [record.pk, record]));
  const shardDays = (status: string, day: string) => [0, 1, 2, 3].map((shard) => `${status}#${day}#${shard}`);
  const listFinal = (partition: string, from = 0, to = Number.POSITIVE_INFINITY) =>
    indexed
      .filter(({ statusDay, updatedAt }) => statusDay === partition && updatedAt >= from && updatedAt <= to)
      .map(({ pk, updatedAt }) => ({ pk, at: updatedAt }))
      .sort((one, other) => (one.at < other.at ? 1 : -1));
  const inbox: Partial<Inbox> = {
    connection: { where: 'recorded inbox' } as Inbox['connection'],
    sources: new Map(SOURCES.map((source) => [source.id, toSource(source)])),
    policy: POLICY,
    index: {
      finalKeys: ({ status, day, from, to }) =>
        mergeNewestFirst(shardDays(status, day).map((partition) => streamOf(listFinal(partition, from, to)))),
      countFinal: async ({ status, day }) =>
        shardDays(status, day).flatMap((partition) => listFinal(partition)).length,
      openKeys: () =>
        streamOf(
          indexed
            .filter(({ workShard }) => workShard !== undefined)
            .map(({ pk, dueAt = 0 }) => ({ pk, at: dueAt })),
        ),
      records: async (pks) =>
        new Map(pks.flatMap((pk) => byKey.get(pk) ?? []).map((record) => [record.pk, record])),
    },
    queries: {
      byDocument: async (key, _limit, after = '0') => {
        const all = records.filter(({ documentKey }) => documentKey === key);
        const sorted = all.sort((one, other) => (one.receivedAt < other.receivedAt ? 1 : -1));
        const end = Number(after) + PAGE;
        return {
          records: sorted.slice(Number(after), end),
          ...(end < sorted.length && { next: String(end) }),
        };
      },
    },
    store: { get: async (pk) => moved?.get(pk) ?? byKey.get(pk) } as Inbox['store'],
    raw: { getRaw: async (key) => objects.get(key) },
    results: {
      read: async (key) => objects.get(key),
      head: async (key) => toHead(objects.get(key), heads?.get(key)),
    },
    deliveries: options.deliveries ?? (async () => NO_DELIVERIES),
    close: () => undefined,
  };
  return inbox as Inbox;
}

function toHead(body: Uint8Array | undefined, head: Partial<ResultHead> = {}): ResultHead | undefined {
  const about = { eTag: '"e"', pkSha256: '', generation: 1, fetchedAt: 0 };
  return body && { ...about, sha256: sha256Hex(body), bytes: body.byteLength, ...head };
}

function toSource({ id, provider }: (typeof SOURCES)[number]): Source {
  return { id, provider: getProvider(provider), options: {} };
}

async function* streamOf<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
