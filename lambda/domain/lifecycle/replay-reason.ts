import type { EventRecord } from '../record/event-record';

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
