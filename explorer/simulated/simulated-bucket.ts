import { createHash } from 'node:crypto';
import { sha256Hex } from '../../lambda/domain/keys';
import type { RenewableRawStore, ResultHead, ResultObject, ResultStore } from '../../lambda/usecases/ports';

export interface ObjectVersion {
  readonly key: string;
  readonly body: Uint8Array;
  readonly head: ResultHead;
}

/** One versioned bucket: every version of a result is kept, and each put obeys its condition. */
export class SimulatedBucket implements ResultStore, RenewableRawStore {
  readonly raw = new Map<string, Uint8Array>();
  /** Versions by key, oldest first. */
  readonly versions = new Map<string, ObjectVersion[]>();
  onPut: (version: ObjectVersion) => void = () => undefined;

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
    this.raw.set(key, Uint8Array.from(body));
  }

  async getRaw(key: string): Promise<Uint8Array | undefined> {
    return this.raw.get(key);
  }

  current(key: string): ObjectVersion | undefined {
    return this.versions.get(key)?.at(-1);
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
