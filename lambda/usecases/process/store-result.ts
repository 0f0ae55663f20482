import { ProviderError } from '../../domain/provider/error-kinds';
import { bodyReceivedAt, type EventRecord } from '../../domain/record/event-record';
import { archiveKey, sha256Hex } from '../../domain/record/keys';
import { resultDocument } from '../../domain/result/result-document';
import {
  hasOwnKey,
  hasOwnResult,
  idInKey,
  keyAsClaimed,
  type StoredResult,
} from '../../domain/result/stored-result';
import { definedOnly } from '../../domain/text/defined-only';
import { asTransient } from '../as-transient';
import type { Clock, PutCondition, ResultHead, ResultIdentity, ResultStore } from '../ports';
import type { Fetched } from './fetch-result';

/** A put may lose to another holder of the same event, then to an orphan of an older generation. */
const MAX_PUTS = 3;

export type FetchedData = Extract<Fetched, { kind: 'data' }>;

export class ResultWriter {
  constructor(private readonly deps: { readonly results: ResultStore; readonly clock: Clock }) {}

  /** Stores an extraction where the event's key says. @throws ProviderError as `put` does */
  storeResult(record: EventRecord, fetched: FetchedData): Promise<StoredResult> {
    const { extraction: content, empty, reviewed, body: event } = fetched;
    const fetchedAt = fetched.carried ? bodyReceivedAt(record) : this.deps.clock.now();
    const body = resultDocument({ record, fetchedAt, event, name: 'extraction', content });
    const documentId = record.documentId ?? fetched.documentId;
    const key = hasOwnKey(record) ? record.resultKey : keyAsClaimed(record, fetched.event.documentId);
    return this.put(record, key, body, { fetchedAt, documentId, empty, reviewed });
  }

  /** Stores what an archived event's link led to. @throws ProviderError as `put` does */
  storeContent(
    record: EventRecord,
    event: Uint8Array | undefined,
    content: Uint8Array,
  ): Promise<StoredResult> {
    const fetchedAt = this.deps.clock.now();
    const body = resultDocument({ record, fetchedAt, event, name: 'payload', content });
    const key = record.resultKey ?? archiveKey({ ...record, eventId: idInKey(record) });
    return this.put(record, key, body, { fetchedAt, documentId: record.documentId });
  }

  /**
   * Create-only, or replacing exactly the object a replay set out from. When another holder of the same event and generation was
   * first, its object is adopted: what a record vouches for never changes.
   * @throws ProviderError; `permanent` when the key is not ours to write, which a stale attempt cannot record
   */
  private async put(
    record: EventRecord,
    key: string,
    body: Buffer,
    about: Omit<ResultIdentity, 'pk' | 'generation'>,
  ): Promise<StoredResult> {
    const { results } = this.deps;
    const sha256 = sha256Hex(body);
    const identity = { pk: record.pk, generation: record.generation, ...about };
    let condition: PutCondition = hasOwnResult(record)
      ? { ifMatch: record.resultETag }
      : { ifNoneMatch: '*' };
    for (let puts = 0; puts < MAX_PUTS; puts += 1) {
      const outcome = await asTransient('Storing the result in S3', () =>
        results.put({ key, body, sha256, identity, condition }),
      );
      if (outcome.stored) {
        return describeObject(key, { ...about, eTag: outcome.eTag, sha256, bytes: body.byteLength });
      }
      const head = await asTransient('Reading the result in S3', () => results.head(key));
      if (head && isOwnObject(head, record)) {
        return describeObject(key, head);
      }
      if (head) {
        assertReplaceable(head, record);
      }
      condition = head ? { ifMatch: head.eTag } : { ifNoneMatch: '*' };
    }
    throw new ProviderError('transient', 'The result object changed at every attempt to store it.');
  }
}

/** Whether an object is this event's, of the record's generation. */
export function isOwnObject(head: ResultHead, record: EventRecord): boolean {
  return head.pkSha256 === sha256Hex(record.pk) && head.generation === record.generation;
}

/** @throws ProviderError `permanent` when an object is not this event's, or of a later generation */
function assertReplaceable(head: ResultHead, record: EventRecord): void {
  if (head.pkSha256 !== sha256Hex(record.pk)) {
    throw new ProviderError(
      'permanent',
      'The result key is taken by an object this stack did not write. Remove it, then redrive.',
    );
  }
  if (head.generation > record.generation) {
    throw new ProviderError(
      'permanent',
      `The result key holds generation ${head.generation}, the record is at ${record.generation} (restored from a backup?). Remove the object, then redrive.`,
    );
  }
}

export function describeObject(key: string, head: Omit<ResultHead, 'pkSha256' | 'generation'>): StoredResult {
  return {
    fetchedAt: head.fetchedAt,
    resultKey: key,
    resultETag: head.eTag,
    resultSha256: head.sha256,
    resultBytes: head.bytes,
    ...definedOnly({ resultEmpty: head.empty, resultReviewed: head.reviewed }),
  };
}
