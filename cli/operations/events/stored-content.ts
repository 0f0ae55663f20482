import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { sha256Hex } from '../../../lambda/domain/record/keys';
import { isContent, toStoredResult } from '../../../lambda/domain/result/stored-result';
import { isOwnObject } from '../../../lambda/usecases/process/store-result';
import { readStoredBody } from '../../../lambda/usecases/stored-body';
import type { Inbox } from '../../connection/inbox';
import { CommandError } from '../../terminal/errors';

/** Bytes that were checked against the record that vouches for them. */
export interface StoredContent {
  /** `content`: what the link of an archived event led to. */
  readonly what: 'result' | 'content' | 'webhook body';
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** Key of the event whose result this is, where it is another's. */
  readonly sharedWith?: string;
  readonly replay?: keyof typeof REPLAY_NOTES;
}

/** What a reader is told of a replay under way. */
export const REPLAY_NOTES = {
  under_way: 'A replay is under way; this is the result from before it.',
  interrupted:
    'A replay failed while it replaced the result. Redrive the event: the processor then checks which of the two results is stored.',
  just_stored: 'A replay has just stored this newer result; the record does not name it yet.',
} as const;

type Reader = Pick<Inbox, 'results' | 'store'>;

/** An event's stored bytes. @throws CommandError when there are none, or other bytes than the record says */
export async function readStoredContent(record: EventRecord, inbox: Reader): Promise<StoredContent> {
  const { pk, sharedResultOf } = record;
  if (sharedResultOf === undefined) {
    const read = await readAgain(record, inbox);
    if ('bytes' in read) {
      return read;
    }
    const why = read.isReplaced ? ' Somebody replaced the object: nothing was written.' : '';
    throw new CommandError(`${pk}${read.problem}${why}`);
  }
  // The holder vouches for a shared result; once it does no more, the copy in the event's own record has to do.
  const holder = await inbox.store.get(sharedResultOf);
  const isHeld = holder !== undefined && toStoredResult(holder) !== undefined;
  const read = isHeld ? await readAgain(holder, inbox) : await readOnce(record, inbox);
  if ('bytes' in read) {
    return { ...read, sharedWith: sharedResultOf };
  }
  const shares = `${pk} shares the result of ${sharedResultOf}`;
  if (isHeld) {
    throw new CommandError(
      `${shares}${read.problem} Nothing was written. See \`inbox events show ${sharedResultOf}\`.`,
    );
  }
  const gone = holder
    ? `which no longer has one: it is ${holder.status}`
    : 'whose record is gone (records expire after their retention)';
  throw new CommandError(`${shares}, ${gone}. Fetch its own result with \`inbox replay ${record.eventId}\`.`);
}

type ReadOutcome =
  | StoredContent
  | {
      /** Begins with what follows the event's key. */
      readonly problem: string;
      /** There is an object, and it is not the one the record names. */
      readonly isReplaced?: true;
    };

/** A replay may end between the reading of the record and that of the object. */
async function readAgain(record: EventRecord, inbox: Reader): Promise<ReadOutcome> {
  const read = await readOnce(record, inbox);
  if ('bytes' in read) {
    return read;
  }
  const now = await inbox.store.get(record.pk);
  return now === undefined || now.writeId === record.writeId ? read : readOnce(now, inbox);
}

async function readOnce(record: EventRecord, { results }: Reader): Promise<ReadOutcome> {
  const stored = toStoredResult(record);
  if (!stored) {
    return { problem: ` has no result: it is ${record.status}. See \`inbox events show\`.` };
  }
  const { resultKey } = stored;
  const what = isContent(stored) ? 'content' : 'result';
  const bytes = await results.read(resultKey);
  if (bytes === undefined) {
    const remedy =
      what === 'result'
        ? 'Fetch it again with `inbox replay`.'
        : 'It cannot be fetched again: the link it came from has expired.';
    return { problem: `: its ${what} ${resultKey} is no longer in the bucket. ${remedy}` };
  }
  const sha256 = sha256Hex(bytes);
  if (sha256 === stored.resultSha256) {
    return { what, bytes, sha256, ...(record.replayedFrom !== undefined && { replay: 'under_way' }) };
  }
  // A replay puts its object before it records that it did: until then only the object's own metadata knows its checksum.
  const head = record.replacing ? await results.head(resultKey) : undefined;
  if (head !== undefined && isOwnObject(head, record) && head.sha256 === sha256) {
    return { what, bytes, sha256, replay: 'just_stored' };
  }
  const problem = `: got a ${what} with SHA-256 ${sha256}, expected ${stored.resultSha256}.`;
  return { problem, isReplaced: true };
}

/** The webhook body as it was received. @throws CommandError when it is gone, or is not the one the record names */
export async function readWebhookBody(
  record: EventRecord,
  { raw }: Pick<Inbox, 'raw'>,
): Promise<StoredContent> {
  const { pk, bodySha256 } = record;
  const bytes = await readStoredBody(record, raw);
  if (bytes === undefined) {
    throw new CommandError(`${pk}: its webhook body is gone; bodies expire (retention.rawBodyDays).`);
  }
  const sha256 = sha256Hex(bytes);
  if (sha256 !== bodySha256) {
    throw new CommandError(
      `${pk}: got a webhook body with SHA-256 ${sha256}, expected ${bodySha256}. Somebody replaced the object: nothing was written.`,
    );
  }
  return { what: 'webhook body', bytes, sha256 };
}
