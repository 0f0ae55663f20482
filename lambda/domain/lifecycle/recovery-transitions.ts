import type { EventRecord, LastError } from '../record/event-record';
import { workShard } from '../record/keys';
import type { StoredResult } from '../result/stored-result';
import { definedOnly } from '../text/defined-only';
import {
  boundError,
  type ConditionalWrite,
  finalize,
  ifUnchanged,
  LEASE_ATTRIBUTES,
  presentIn,
  REPLAY_ATTRIBUTES,
  type TransitionContext,
} from './conditional-write';
import { type EventStatus, isFinal } from './lifecycle';
import { readyNow } from './policy';
import { markFailed } from './transitions';

/** What a record that is opened again leaves behind. */
const CLEARED_ON_REOPEN = [
  'statusDay',
  'expiresAt',
  'crashes',
  'sweepCount',
  'notBefore',
  'retryAfter',
  'notReadyAt',
  ...LEASE_ATTRIBUTES,
] as const;
/** By what a record vouches for a result; `resultKey` stays, as the place of the next one. */
const RESULT_ATTRIBUTES = [
  'fetchedAt',
  'resultETag',
  'resultSha256',
  'resultBytes',
  'resultEmpty',
  'resultReviewed',
  'sharedResultOf',
] as const;

/** FAILED → RECEIVED: same generation, fresh counters and a fresh retry window. */
export function redrive(seen: EventRecord, context: TransitionContext, reason?: string): ConditionalWrite {
  const reasonField = replayReasonField(reason);
  return {
    ...ifUnchanged(seen, context),
    set: {
      status: 'RECEIVED',
      attempts: 0,
      openedAt: context.now,
      workShard: workShard(seen.pk, context.policy.indexShards),
      ...readyNow(context),
      ...reasonField,
    },
    // The reason of an earlier replay explains nothing about this one.
    remove: [...CLEARED_ON_REOPEN, ...('replayReason' in reasonField ? [] : ['replayReason' as const])],
  };
}

/**
 * A final state → RECEIVED as the next generation. Its result stays, and so does the state: the record goes back to both when
 * nothing better comes.
 */
export function refetch(seen: EventRecord, context: TransitionContext, reason?: string): ConditionalWrite {
  const write = redrive(seen, context, reason);
  const { status, lastError } = seen;
  return {
    ...write,
    set: {
      ...write.set,
      generation: seen.generation + 1,
      origin: 'replay',
      replayedFrom: status,
      // A STORED record has no reason of its own: what stands there is what an earlier replay met.
      ...(lastError && status !== 'STORED' && { replayedFromError: lastError }),
    },
    remove: [...write.remove, ...presentIn(seen, ['lastError'])],
  };
}

export interface ReplayReturn {
  /** The state the replay came from. */
  readonly to: EventStatus;
  /** Why it brought nothing; kept beside that state's own reason. */
  readonly reason: LastError;
  /** The result it had, where its object had to be written again. */
  readonly result?: StoredResult | undefined;
}

/** A replay that brought nothing → the state it came from, with what it had. */
export function returnFromReplay(
  seen: EventRecord,
  { to, reason, result }: ReplayReturn,
  context: TransitionContext,
): ConditionalWrite {
  const write = finalize(seen, to, context);
  const lastError = returnedError(seen.replayedFromError, reason);
  return {
    ...write,
    set: { ...write.set, ...result, lastError: boundError(lastError) },
    remove: [...write.remove, ...REPLAY_ATTRIBUTES],
  };
}

/** A replay that brought nothing, and whose former result is gone → FAILED: nothing is vouched for any more. */
export function loseResult(
  seen: EventRecord,
  lastError: LastError,
  context: TransitionContext,
): ConditionalWrite {
  const write = markFailed(seen, 'FAILED', lastError, context);
  return { ...write, remove: [...write.remove, ...presentIn(seen, RESULT_ATTRIBUTES), ...REPLAY_ATTRIBUTES] };
}

/** The body of a new delivery of the same event. */
export interface NewBody {
  readonly body: Pick<EventRecord, 'rawBody' | 'rawKey' | 'bodySha256' | 'carriesData'>;
  /** What only the new body names. */
  readonly learnt: Pick<EventRecord, 'documentId' | 'documentKey' | 'resultKey'>;
}

/** The new body takes the place of the old one; an event that was given up is opened again, since its provider sent what it lacked. */
export function renewBody(
  seen: EventRecord,
  { body, learnt }: NewBody,
  context: TransitionContext,
): ConditionalWrite {
  const write = isFinal(seen.status)
    ? redrive(seen, context)
    : { ...ifUnchanged(seen, context), set: {}, remove: [] };
  const other = body.rawKey === undefined ? 'rawKey' : 'rawBody';
  return {
    ...write,
    set: { ...write.set, ...body, ...learnt, bodyReceivedAt: context.now },
    remove: [...write.remove, ...presentIn(seen, [other])],
  };
}

/** QUARANTINED → ARCHIVED: a newer version could read the body and claimed the real event. */
export function supersede(
  seen: EventRecord,
  by: { readonly pk: string; readonly reason?: string | undefined },
  context: TransitionContext,
): ConditionalWrite {
  const write = finalize(seen, 'ARCHIVED', context);
  return { ...write, set: { ...write.set, supersededBy: by.pk, ...replayReasonField(by.reason) } };
}

/** A reason is one line a person reads beside the event; an item has 400 KB, and each KiB started costs a write unit. */
export const MAX_REPLAY_REASON_LENGTH = 256;

/** C0 and C1 controls and the separators that break a line: a reason is printed, also years later by other tools. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Whether a person's words may be kept as the reason of a replay: 1 to 256 characters, no control characters. */
export function isReplayReason(text: string): boolean {
  const isBounded = text.trim() !== '' && text.length <= MAX_REPLAY_REASON_LENGTH;
  return isBounded && text.isWellFormed() && !CONTROL.test(text);
}

/** The record's attribute; none without a reason. @throws RangeError for a text that is no reason */
export function replayReasonField(reason: string | undefined): Pick<EventRecord, 'replayReason'> {
  if (reason === undefined) {
    return {};
  }
  if (!isReplayReason(reason)) {
    throw new RangeError(
      `Reason: expected 1 to ${MAX_REPLAY_REASON_LENGTH} characters on one line, without control characters.`,
    );
  }
  return { replayReason: reason };
}

const BROUGHT_NOTHING = 'A replay brought nothing';

/** Characters kept of a state's own reason, so that a record has room for the replay's beside it. */
const MAX_OWN_LENGTH = 500;

/** What a record says that returned from a replay: the reason of its state, where that has one, and what the replay met. */
export function returnedError(former: LastError | undefined, reason: LastError): LastError {
  const replay = `${BROUGHT_NOTHING} (${reason.kind}): ${reason.message}`;
  const { own } = splitReasons(former?.message ?? '');
  return former && own !== undefined
    ? { kind: former.kind, message: `${own.slice(0, MAX_OWN_LENGTH)} ${replay}` }
    : { kind: reason.kind, message: replay };
}

export interface Reasons {
  /** Of the state itself. */
  readonly own?: string;
  /** What the last replay met, that brought nothing. */
  readonly replay?: string;
  /** Its kind. */
  readonly replayKind?: string;
}

/** Takes the message of a record's `lastError` apart. */
export function splitReasons(message: string): Reasons {
  const [replay, replayKind] = new RegExp(`${BROUGHT_NOTHING} \\(([a-z_]+)\\): .*`, 's').exec(message) ?? [];
  const own = (replay === undefined ? message : message.slice(0, -replay.length)).trim();
  return definedOnly({ own: own === '' ? undefined : own, replay, replayKind });
}
