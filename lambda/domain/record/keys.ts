import { createHash } from 'node:crypto';
import type { EventStatus } from '../lifecycle/lifecycle';
import { toDay } from './event-record';

/** DynamoDB allows a partition key of 2,048 bytes; we stay below by the longest prefix we put before an id. */
const MAX_KEY_ID_BYTES = 1_900;
/** What the key of every result begins with. */
export const RESULTS = 'results/';
/** What the key of every raw body begins with. */
export const RAW_BODIES = 'raw/';
/** What the key of every quarantined body begins with; kept as long as its record, unlike a raw body. */
export const QUARANTINED_BODIES = 'quarantine/';
/** What the key of every archived event's content begins with: kept as long as the event's record. */
export const ARCHIVE = 'archive/';
const PLAIN_SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Key of an event's record. A source id holds no `#`, so no two pairs share a key. */
export function eventKey(source: string, eventId: string): string {
  return `${source}#${boundedId(eventId)}`;
}

/** Key of the record of an authentic body that cannot be parsed. No provider ID can produce it: `eventKey` has `#` after the source. */
export function quarantineKey(source: string, bodySha256: string): string {
  return `${source}!${bodySha256}`;
}

type IdPart = 'eventId' | 'eventType' | 'documentId' | 'outcome';

/**
 * Key of an event that came under the ID of another. `!` keeps it out of every provider ID's reach, as in `quarantineKey`; JSON
 * escapes what UTF-8 cannot hold, so that no two IDs share a hash.
 */
export function reusedIdKey(
  source: string,
  { eventId, eventType, documentId, outcome }: { readonly [Name in IdPart]?: string | undefined },
): string {
  return `${source}!same-id!${sha256Hex(JSON.stringify([eventId, eventType, documentId, outcome]))}`;
}

/** The source in an event's key; empty where the key has none. */
export function parseSource(key: string): string {
  return key.slice(0, Math.max(0, key.search(/[#!]/)));
}

/** Whether a key of the event table is an event's. Others begin with `~`, as no source id does (reconcile-state.ts). */
export function isEventKey(key: string): boolean {
  return !key.startsWith('~');
}

export function documentKey(provider: string, documentId: string): string {
  return `${provider}#${boundedId(documentId)}`;
}

/** The id itself, or `~<sha256>` when it is too long or could be mistaken for one. */
export function boundedId(id: string): string {
  return Buffer.byteLength(id) > MAX_KEY_ID_BYTES || id.startsWith('~') ? `~${sha256Hex(id)}` : id;
}

/** One segment of an S3 key: the id where it is plain, `~<sha256>` where it could leave its segment or its length. */
export function pathSegment(id: string | undefined): string {
  if (id === undefined) {
    return '_';
  }
  return PLAIN_SEGMENT.test(id) && id !== '_' ? id : `~${sha256Hex(id)}`;
}

/** What the keys of an event's objects are made of. */
interface ObjectKeyParts {
  readonly provider: string;
  readonly source: string;
  readonly receivedAt: number;
  readonly eventId: string;
  readonly eventType?: string | undefined;
  readonly schemaId?: string | undefined;
  readonly documentId?: string | undefined;
}

/** Where an event's result is: the same on every retry, and never shared by two events (docs/decisions/0003). */
export function resultKey(parts: ObjectKeyParts): string {
  const { provider, source, receivedAt, eventId, schemaId, documentId } = parts;
  const prefix = `${sourceResultPrefix(provider, source)}schema=${pathSegment(schemaId)}`;
  return `${prefix}/date=${toDay(receivedAt)}/${pathSegment(documentId)}/${pathSegment(eventId)}.json`;
}

/** What the keys of one provider's results begin with, and no other's. */
export function resultPrefix(provider: string): string {
  return `${RESULTS}provider=${provider}/`;
}

/** The same for one source's. */
export function sourceResultPrefix(provider: string, source: string): string {
  return `${resultPrefix(provider)}source=${source}/`;
}

/** The segment of a result's key that names its document (`pathSegment` of its id); undefined where the key is no result's. */
export function documentSegment(key: string): string | undefined {
  return key.startsWith(RESULTS) && key.endsWith('.json') ? key.split('/').at(-2) : undefined;
}

/** Claim check of a body too large, or not fit, for the record. */
export function rawKey(
  { id, provider }: { readonly id: string; readonly provider: string },
  bodySha256: string,
): string {
  return `${rawPrefix(provider)}${id}/${bodySha256}`;
}

/** What the keys of one provider's raw bodies begin with, and no other's: what its processor may read. */
export function rawPrefix(provider: string): string {
  return `${RAW_BODIES}${provider}/`;
}

/** Where the body of a quarantined event is in S3; `quarantineKey` is the key of its record. */
export function quarantinedKey(source: string, bodySha256: string): string {
  return `${QUARANTINED_BODIES}${source}/${bodySha256}`;
}

/** Where the content behind an archived event's link is kept: the same on every retry. */
export function archiveKey(parts: ObjectKeyParts): string {
  const { provider, source, receivedAt, eventId, eventType } = parts;
  const prefix = `${archivePrefix(provider)}source=${source}/type=${pathSegment(eventType)}`;
  return `${prefix}/date=${toDay(receivedAt)}/${pathSegment(eventId)}.json`;
}

/** What the keys of one provider's archived content begin with, and no other's. */
export function archivePrefix(provider: string): string {
  return `${ARCHIVE}provider=${provider}/`;
}

export function workShard(pk: string, shards: number): string {
  return workShardName(toShard(pk, shards));
}

export function workShards(shards: number): readonly string[] {
  return shardNumbers(shards).map(workShardName);
}

export function workShardName(shard: number): string {
  return `work#${shard}`;
}

export function shardNumbers(shards: number): readonly number[] {
  return Array.from({ length: shards }, (_, shard) => shard);
}

export function statusDay(status: EventStatus, at: number, shard: number): string {
  return `${status}#${toDay(at)}#${shard}`;
}

export function toShard(pk: string, shards: number): number {
  return createHash('sha256').update(pk).digest().readUInt32BE(0) % shards;
}
