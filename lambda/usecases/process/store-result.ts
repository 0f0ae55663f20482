import { ProviderError } from '../../domain/provider/error-kinds';
import type { FetchOutcome, IncomingEvent } from '../../domain/provider/provider';
import { bodyReceivedAt, type EventRecord, toIso } from '../../domain/record/event-record';
import { archiveKey, sha256Hex } from '../../domain/record/keys';
import { hasOwnKey, hasOwnResult, idInKey, keyAsClaimed } from '../../domain/result/own-result-key';
import { resultDocument } from '../../domain/result/result-document';
import type { StoredResult } from '../../domain/result/stored-result';
import { definedOnly } from '../../domain/text/defined-only';
import { asTransient } from '../as-transient';
import type { Clock, PutCondition, ResultHead, ResultIdentity, ResultObject, ResultStore } from '../ports';

/** A put may lose to another holder of the same event, then to an orphan of an older generation. */
const MAX_PUTS = 3;

interface StoreDeps {
  readonly results: ResultStore;
  readonly clock: Clock;
}

export interface ResultInput {
  readonly record: EventRecord;
  /** The webhook's body; undefined when it is lost. */
  readonly event: Uint8Array | undefined;
  /** What the event itself says. */
  readonly announced: Pick<IncomingEvent, 'documentId'>;
  readonly fetched: Extract<FetchOutcome, { kind: 'data' }>;
}

/** Stores an extraction where the event's key says. @throws ProviderError as `put` does */
export async function storeResult(input: ResultInput, deps: StoreDeps): Promise<StoredResult> {
  const { record, event, announced, fetched } = input;
  const { extraction: content, empty, reviewed } = fetched;
  const fetchedAt = fetched.carried ? bodyReceivedAt(record) : toIso(deps.clock.now());
  const body = resultDocument({ record, fetchedAt, event, name: 'extraction', content });
  const documentId = record.documentId ?? fetched.documentId;
  const key = hasOwnKey(record) ? record.resultKey : keyAsClaimed(record, announced.documentId);
  return put(
    { record, key, body, identity: { ...identityOf(record, fetchedAt), documentId, empty, reviewed } },
    deps,
  );
}

/** Stores what an archived event's link led to. @throws ProviderError as `put` does */
export async function storeContent(
  record: EventRecord,
  event: Uint8Array | undefined,
  content: Uint8Array,
  deps: StoreDeps,
): Promise<StoredResult> {
  const fetchedAt = toIso(deps.clock.now());
  const body = resultDocument({ record, fetchedAt, event, name: 'payload', content });
  const key = record.resultKey ?? archiveKey({ ...record, eventId: idInKey(record) });
  return put(
    { record, key, body, identity: { ...identityOf(record, fetchedAt), documentId: record.documentId } },
    deps,
  );
}

/** Whether an object is this event's, of the record's generation. */
export function isOwnObject(head: ResultHead, record: EventRecord): boolean {
  return head.pkSha256 === sha256Hex(record.pk) && head.generation === record.generation;
}

function identityOf({ pk, generation }: EventRecord, fetchedAt: string): ResultIdentity {
  return { pk, generation, fetchedAt };
}

interface PutInput {
  readonly record: EventRecord;
  readonly key: string;
  readonly body: Buffer;
  readonly identity: ResultIdentity;
}

/**
 * Create-only, or replacing exactly the object a replay set out from. When another holder of the same event and generation was
 * first, its object is adopted: what a record vouches for never changes.
 * @throws ProviderError; `permanent` when the key is not ours to write, which a stale attempt cannot record
 */
async function put({ record, key, body, identity }: PutInput, { results }: StoreDeps): Promise<StoredResult> {
  const object = { key, body, sha256: sha256Hex(body), identity };
  let condition = firstCondition(record);
  for (let puts = 0; puts < MAX_PUTS; puts += 1) {
    const outcome = await asTransient('Storing the result in S3', () =>
      results.put({ ...object, condition }),
    );
    if (outcome.stored) {
      return stored(object, outcome.eTag);
    }
    const head = await asTransient('Reading the result in S3', () => results.head(key));
    if (head && !isReplaceable(head, record)) {
      return adopted(key, head);
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

function firstCondition(record: EventRecord): PutCondition {
  return hasOwnResult(record) ? { ifMatch: record.resultETag } : { ifNoneMatch: '*' };
}

function stored(
  { key, body, sha256, identity }: Omit<ResultObject, 'condition'>,
  eTag: string,
): StoredResult {
  return {
    fetchedAt: identity.fetchedAt,
    resultKey: key,
    resultETag: eTag,
    resultSha256: sha256,
    resultBytes: body.byteLength,
    ...marks(identity),
  };
}

function marks({
  empty,
  reviewed,
}: Pick<ResultIdentity, 'empty' | 'reviewed'>): Pick<StoredResult, 'resultEmpty' | 'resultReviewed'> {
  return definedOnly({ resultEmpty: empty, resultReviewed: reviewed });
}

/** What a record says of an object that is already there. */
export function adopted(key: string, head: ResultHead): StoredResult {
  return {
    fetchedAt: head.fetchedAt,
    resultKey: key,
    resultETag: head.eTag,
    resultSha256: head.sha256,
    resultBytes: head.bytes,
    ...marks(head),
  };
}
