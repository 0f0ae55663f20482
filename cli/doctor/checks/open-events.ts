import { openedAt } from '../../../lambda/domain/lifecycle/retry-policy';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { duration } from '../../terminal/format';
import { type Check, type CheckContext, type CheckResult, finding, passed } from '../finding';
import { groupsOf } from '../group-errors';

/** Enough to tell; an outage with more of them is told by any. */
const MOST = 2_000;
/** A hiccup of the provider is over by then. */
const FAILING_AFTER_MS = 10 * 60_000;

/** Events that are not final yet: how old the oldest is, and which fail again and again. */
export const openEventsCheck: Check = {
  id: 'open events',
  run: async ({ inbox, now }) => {
    const { records, count, isAll } = await readOpen(inbox);
    const failing = records.filter(({ lastError }) => lastError && lastError.kind !== 'not_ready');
    const results = [...checkFailing(failing, isAll, now), ...checkAge(records, count, { inbox, now })];
    const [oldest] = records;
    const age =
      oldest &&
      `${count} open, none fails, the oldest for ${duration(now - openedAt(oldest))} (${oldest.pk})`;
    return results.length > 0 ? results : [passed(age ?? 'none')];
  },
};

/** The provider not being ready is no error: it may take its time. */
function checkFailing(failing: readonly EventRecord[], isAll: boolean, now: number): readonly CheckResult[] {
  const [oldest] = failing;
  if (!oldest) {
    return [];
  }
  const age = now - openedAt(oldest);
  const [noun, verb] = failing.length === 1 ? ['event', 'fails'] : ['events', 'fail'];
  const groups = groupsOf(failing).map(({ text }) => text);
  const what = `${isAll ? '' : 'at least '}${failing.length} open ${noun} ${verb}, for up to ${duration(age)}: ${groups.join(', ')}. The oldest, ${oldest.pk}: ${oldest.lastError?.message}`;
  const remedy = `See \`inbox events show ${argumentsFor(oldest)}\`. Fix the cause; the events are tried again by themselves until their retry window ends, or now with \`inbox retry --source ${oldest.source}\`.`;
  return [finding(age < FAILING_AFTER_MS ? 'open_events_retrying' : 'open_events_failing', { what, remedy })];
}

function checkAge(
  [oldest]: readonly EventRecord[],
  count: string,
  { inbox, now }: CheckContext,
): readonly CheckResult[] {
  if (!oldest) {
    return [];
  }
  const { retryWindowSeconds, notReadyWindowSeconds } = inbox.policy;
  const age = now - openedAt(oldest);
  // What waits for the provider may wait longer than what has problem.
  const window = oldest.lastError?.kind === 'not_ready' ? notReadyWindowSeconds : retryWindowSeconds;
  if (age < window * 500) {
    return [];
  }
  const why = oldest.lastError ? ` (${oldest.lastError.kind}: ${oldest.lastError.message})` : '';
  const then = oldest.replayedFrom
    ? `its replay ends after ${duration(window * 1000)}, and it returns to ${oldest.replayedFrom}`
    : `it is given up after ${duration(window * 1000)}`;
  return [
    finding('open_events_overdue', {
      what: `${count} open, the oldest for ${duration(age)} (${oldest.pk})${why}; ${then}`,
      remedy: `See \`inbox events show ${argumentsFor(oldest)}\` and docs/runbook.md#oldest-open-event. An event that was given up comes back with \`inbox replay\`.`,
    }),
  ];
}

/** A shell would take the `!` of a whole key for a command of its history. */
function argumentsFor({ pk, eventId, source, sameIdAs }: EventRecord): string {
  return sameIdAs === undefined ? `${eventId} --source ${source}` : `'${pk}'`;
}

/** Oldest first. */
async function readOpen({ index }: CheckContext['inbox']) {
  const pks: string[] = [];
  for await (const { pk } of index.openKeys()) {
    pks.push(pk);
    if (pks.length === MOST) {
      break;
    }
  }
  const found = [...(await index.records(pks)).values()].filter(({ workShard }) => workShard !== undefined);
  const records = found.sort((one, other) => openedAt(one) - openedAt(other));
  const isAll = pks.length < MOST;
  return { records, isAll, count: isAll ? String(records.length) : `at least ${records.length}` };
}
