import { ProviderError } from '../domain/error-kinds';
import { type EventRecord, toIso } from '../domain/event-record';
import { resultKey, sha256Hex } from '../domain/keys';
import type { StoredResult } from '../domain/moves';
import type { IncomingEvent, Obtained } from '../domain/provider';
import { resultDocument } from '../domain/result-document';
import { attempting } from './attempting';
import type { Clock, PutCondition, ResultHead, ResultObject, ResultStore } from './ports';

/** A put may lose to another holder of the same event, then to an orphan of an older generation. */
const MAX_PUTS = 3;

export interface ResultInput {
  readonly record: EventRecord;
  readonly event: Uint8Array;
  /** What the event itself says. */
  readonly announced: Pick<IncomingEvent, 'documentId'>;
  readonly obtained: Extract<Obtained, { kind: 'data' }>;
}

/**
 * Puts the result where the event's key says, create-only (or replacing exactly the object a replay set out from). When
 * another holder of the same event and generation was first, its object is adopted: what a record vouches for never changes.
 * @throws ProviderError; `permanent` when the key is not ours to write, which a stale attempt cannot record
 */
export async function storeResult(
  input: ResultInput,
  deps: { readonly results: ResultStore; readonly clock: Clock },
): Promise<StoredResult> {
  const object = resultObject(input, deps.clock.now());
  let condition = firstCondition(input.record);
  for (let puts = 0; puts < MAX_PUTS; puts += 1) {
    const outcome = await attempting('Storing the result in S3', () =>
      deps.results.put({ ...object, condition }),
    );
    if (outcome.stored) {
      return stored(object, outcome.eTag);
    }
    const head = await attempting('Reading the result in S3', () => deps.results.head(object.key));
    if (head && !isReplaceable(head, input.record)) {
      return adopted(object.key, head);
    }
    condition = head ? { ifMatch: head.eTag } : { ifNoneMatch: '*' };
  }
  throw new ProviderError('transient', 'The result object changed at every attempt to store it.');
}

/** False: it is this event's own, of this generation. @throws ProviderError `permanent` when it is neither that nor older */
function isReplaceable(head: ResultHead, record: EventRecord): boolean {
  if (head.pkSha256 !== sha256Hex(record.pk)) {
    const remedy = 'Remove it, then redrive.';
    throw new ProviderError(
      'permanent',
      `The result key is taken by an object this stack did not write. ${remedy}`,
    );
  }
  if (head.generation > record.generation) {
    throw new ProviderError(
      'permanent',
      `The result key holds generation ${head.generation}, the record is at ${record.generation} (restored from a backup?). Remove the object, then redrive.`,
    );
  }
  return head.generation < record.generation;
}

function resultObject(input: ResultInput, now: number): Omit<ResultObject, 'condition'> {
  const { record, event, obtained } = input;
  const documentId = record.documentId ?? obtained.documentId;
  const fetchedAt = obtained.carried ? record.receivedAt : toIso(now);
  const body = resultDocument({ record, fetchedAt, event, extraction: obtained.extraction });
  return {
    key: record.resultKey ?? keyAsClaimed(input),
    body,
    sha256: sha256Hex(body),
    identity: { pk: record.pk, generation: record.generation, documentId, fetchedAt },
  };
}

/** A document that the record learnt from the data later must not move the object an earlier attempt may have put. */
function keyAsClaimed({ record, announced }: ResultInput): string {
  return resultKey(announced.documentId === undefined ? { ...record, documentId: undefined } : record);
}

function firstCondition(record: EventRecord): PutCondition {
  return record.resultETag === undefined ? { ifNoneMatch: '*' } : { ifMatch: record.resultETag };
}

function stored(object: Omit<ResultObject, 'condition'>, eTag: string): StoredResult {
  return {
    fetchedAt: object.identity.fetchedAt,
    resultKey: object.key,
    resultETag: eTag,
    resultSha256: object.sha256,
    resultBytes: object.body.byteLength,
  };
}

function adopted(key: string, head: ResultHead): StoredResult {
  return {
    fetchedAt: head.fetchedAt,
    resultKey: key,
    resultETag: head.eTag,
    resultSha256: head.sha256,
    resultBytes: head.bytes,
  };
}
