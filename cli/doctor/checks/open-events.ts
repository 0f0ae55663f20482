import type { EventRecord } from '../../../lambda/domain/event-record';
import { openedAt } from '../../../lambda/domain/retry-policy';
import { duration } from '../../duration';
import { type Check, type CheckContext, finding, passed } from '../finding';

/** Enough to tell; an outage with more of them is told by any. */
const MOST = 2_000;

/** The oldest event that is not final yet, and whether the sweeper looks after the overdue ones. */
export const openEventsCheck: Check = {
  id: 'open events',
  run: async (context) => [await checkAge(context)],
};

async function checkAge({ inbox, now }: CheckContext) {
  const { retryWindowSeconds, notReadyWindowSeconds } = inbox.policy;
  const [oldest, count] = await oldestOpen(inbox);
  if (!oldest) {
    return passed('none');
  }
  const age = now - openedAt(oldest);
  // What waits for the provider may wait longer than what has trouble.
  const window = oldest.lastError?.kind === 'not_ready' ? notReadyWindowSeconds : retryWindowSeconds;
  const what = `${count} open, the oldest for ${duration(age)} (${oldest.pk})`;
  if (age < window * 500) {
    return passed(what);
  }
  const why = oldest.lastError ? ` (${oldest.lastError.kind}: ${oldest.lastError.message})` : '';
  const then = oldest.replayedFrom
    ? `its replay ends after ${duration(window * 1000)}, and it returns to ${oldest.replayedFrom}`
    : `it is given up after ${duration(window * 1000)}`;
  return finding('open_events_overdue', {
    what: `${what}${why}; ${then}`,
    remedy: `See \`inbox events show ${wordsFor(oldest)}\` and docs/runbook.md#oldest-open-event. An event that was given up comes back with \`inbox replay\`.`,
  });
}

/** A shell would take the `!` of a whole key for a command of its history. */
function wordsFor({ pk, eventId, source, sameIdAs }: EventRecord): string {
  return sameIdAs === undefined ? `${eventId} --source ${source}` : `'${pk}'`;
}

async function oldestOpen({ index }: CheckContext['inbox']) {
  const pks: string[] = [];
  for await (const { pk } of index.openKeys()) {
    pks.push(pk);
    if (pks.length === MOST) {
      break;
    }
  }
  const records = [...(await index.records(pks)).values()].filter(({ workShard }) => workShard !== undefined);
  const [oldest] = records.sort((one, other) => openedAt(one) - openedAt(other));
  return [oldest, records.length === MOST ? `more than ${MOST}` : String(records.length)] as const;
}
