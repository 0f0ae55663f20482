import type { LastError } from '../record/event-record';
import { definedOnly } from '../text/defined-only';

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
