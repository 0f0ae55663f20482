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
} from './conditional-write';
import { type EventStatus, isFinal } from './lifecycle';
import { readyNow, type TransitionContext } from './policy';

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
/** What a record says of its result, but for `resultKey`, the place of the next one. */
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
  const set: ConditionalWrite['set'] = {
    status: 'RECEIVED',
    attempts: 0,
    openedAt: context.now,
    workShard: workShard(seen.pk, context.policy.indexShards),
    ...readyNow(context),
    ...replayReasonField(reason),
  };
  // The reason of an earlier replay explains nothing about this one.
  const formerReason = reason === undefined ? (['replayReason'] as const) : [];
  return ifUnchanged(seen, context, set, [...CLEARED_ON_REOPEN, ...formerReason]);
}

/**
 * A final state → RECEIVED as the next generation. The record keeps its result and its state, and returns to both if nothing better
 * comes.
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
      // A STORED record has no reason of its own: its `lastError` is an earlier replay's.
      ...(lastError && status !== 'STORED' && { replayedFromError: lastError }),
    },
    remove: [...write.remove, ...presentIn(seen, ['lastError'])],
  };
}

const BROUGHT_NOTHING = 'A replay brought nothing';

/** Characters kept of a state's own reason, so that a record has room for the replay's beside it. */
const MAX_OWN_LENGTH = 500;

/**
 * A replay that brought nothing → the state it came from, with what it had. The reason is kept beside that state's own (`splitReasons`).
 * @param result the result it had, if its object had to be written again
 */
export function returnFromReplay(
  seen: EventRecord,
  { to, reason, result }: { to: EventStatus; reason: LastError; result?: StoredResult | undefined },
  context: TransitionContext,
): ConditionalWrite {
  const former = seen.replayedFromError;
  const { own } = splitReasons(former?.message ?? '');
  const replay = `${BROUGHT_NOTHING} (${reason.kind}): ${reason.message}`;
  const lastError =
    former && own !== undefined
      ? { kind: former.kind, message: `${own.slice(0, MAX_OWN_LENGTH)} ${replay}` }
      : { kind: reason.kind, message: replay };
  const set = { ...result, lastError: boundError(lastError) };
  return finalize(seen, to, context, { set, remove: REPLAY_ATTRIBUTES });
}

/** The parts of a record's `lastError`: the state's `own` reason, and what the last replay met that brought nothing. */
export function splitReasons(message: string): { own?: string; replay?: string; replayKind?: string } {
  const [replay, replayKind] = new RegExp(`${BROUGHT_NOTHING} \\(([a-z_]+)\\): .*`, 's').exec(message) ?? [];
  const own = (replay === undefined ? message : message.slice(0, -replay.length)).trim();
  return definedOnly({ own: own === '' ? undefined : own, replay, replayKind });
}

/** A replay that brought nothing, and whose former result is gone → FAILED, without a result. */
export function loseResult(
  seen: EventRecord,
  lastError: LastError,
  context: TransitionContext,
): ConditionalWrite {
  const remove = [...presentIn(seen, RESULT_ATTRIBUTES), ...REPLAY_ATTRIBUTES];
  return finalize(seen, 'FAILED', context, { set: { lastError: boundError(lastError) }, remove });
}

/** The body of a new delivery of the same event. */
export interface NewBody {
  readonly body: Pick<EventRecord, 'rawBody' | 'rawKey' | 'bodySha256' | 'carriesData'>;
  /** What only the new body names. */
  readonly learnt: Pick<EventRecord, 'documentId' | 'documentKey' | 'resultKey'>;
}

/** The new body replaces the old one; an event that was given up is opened again, since its provider sent what it lacked. */
export function renewBody(
  seen: EventRecord,
  { body, learnt }: NewBody,
  context: TransitionContext,
): ConditionalWrite {
  const write = isFinal(seen.status) ? redrive(seen, context) : ifUnchanged(seen, context);
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
  const set = { supersededBy: by.pk, ...replayReasonField(by.reason) };
  return finalize(seen, 'ARCHIVED', context, { set });
}

/** A reason is one line that a person reads beside the event; each KiB started of a record costs a write unit. */
export const MAX_REPLAY_REASON_LENGTH = 256;

/** Controls and the separators that break a line: a reason is printed, also years later by other tools. */
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
