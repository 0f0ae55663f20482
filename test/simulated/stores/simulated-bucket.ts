import { createHash } from 'node:crypto';
import { sha256Hex } from '../../../lambda/domain/record/keys';
import type { Clock, RawStore, ResultHead, ResultObject, ResultStore } from '../../../lambda/usecases/ports';

export interface ObjectVersion {
  readonly key: string;
  readonly body: Uint8Array;
  readonly head: ResultHead;
}

/** One versioned bucket: every version of a result is kept, and each put obeys its condition. */
export class SimulatedBucket implements ResultStore, RawStore {
  /** Raw bodies that have not been removed. */
  readonly raw = new Map<string, Uint8Array>();
  /** Every raw body ever stored; a key holds its body's hash, so each has one body. */
  readonly everyRaw = new Map<string, Uint8Array>();
  /** Versions by key, oldest first. */
  readonly versions = new Map<string, ObjectVersion[]>();
  onPut: (version: ObjectVersion) => void = () => undefined;
  private readonly rawPutAt = new Map<string, number>();

  constructor(
    private readonly clock?: Pick<Clock, 'now'>,
    /** A raw body is gone so many milliseconds after it was stored last. */
    private readonly rawLifetimeMs = Number.POSITIVE_INFINITY,
  ) {}

  async put(object: ResultObject): ReturnType<ResultStore['put']> {
    const current = this.current(object.key);
    const { condition } = object;
    const holds = 'ifMatch' in condition ? current?.head.eTag === condition.ifMatch : current === undefined;
    return holds ? { stored: true, eTag: this.write(object) } : { stored: false };
  }

  async head(key: string): Promise<ResultHead | undefined> {
    return this.current(key)?.head;
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    return this.current(key)?.body;
  }

  async renewRaw(key: string, body: Uint8Array): Promise<void> {
    await this.putRaw(key, body);
  }

  async putRaw(key: string, body: Uint8Array): Promise<void> {
    const copy = Uint8Array.from(body);
    this.raw.set(key, copy);
    this.everyRaw.set(key, copy);
    this.rawPutAt.set(key, this.now());
  }

  async getRaw(key: string): Promise<Uint8Array | undefined> {
    const age = this.now() - (this.rawPutAt.get(key) ?? 0);
    return age < this.rawLifetimeMs ? this.raw.get(key) : undefined;
  }

  current(key: string): ObjectVersion | undefined {
    return this.versions.get(key)?.at(-1);
  }

  /** The version with this ETag, current or not. */
  find(key: string, eTag: string): ObjectVersion | undefined {
    return this.versions.get(key)?.findLast(({ head }) => head.eTag === eTag);
  }

  private now(): number {
    return this.clock?.now() ?? 0;
  }

  private write({ key, body, sha256, identity }: ResultObject): string {
    if (sha256Hex(body) !== sha256) {
      throw new Error('S3: BadDigest, the checksum is not the body’s.');
    }
    const eTag = `"${createHash('md5').update(body).digest('hex')}"`;
    const { pk, generation, fetchedAt, empty, reviewed } = identity;
    const flags = { ...(empty && { empty }), ...(reviewed && { reviewed }) };
    const pkSha256 = sha256Hex(pk);
    const head = { eTag, sha256, bytes: body.byteLength, pkSha256, generation, fetchedAt, ...flags };
    const version = { key, body: Uint8Array.from(body), head };
    this.versions.set(key, [...(this.versions.get(key) ?? []), version]);
    this.onPut(version);
    return eTag;
  }
}
