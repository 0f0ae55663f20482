import { MAX_INDEX_SHARDS, shardsToRead } from '../../lambda/domain/lifecycle/policy';
import { openedAt } from '../../lambda/domain/lifecycle/retry-policy';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { shardNumbers, workShardName } from '../../lambda/domain/record/keys';
import { concurrently } from '../../lambda/usecases/concurrently';
import { duration } from '../terminal/format';
import { type Check, type CheckContext, type CheckResult, finding, passed } from './finding';

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

const AT_ONCE = 20;
/** After every time there is. */
const EVER = '~';

/** Open events in shards that nobody reads: `indexShards` was lowered, and `formerIndexShards` does not say so. */
export const indexShardsCheck: Check = {
  id: 'index shards',
  run: async ({ inbox }) => {
    const known = shardsToRead(inbox.policy);
    const beyond = shardNumbers(MAX_INDEX_SHARDS).slice(known);
    const found: number[] = [];
    await concurrently(beyond, AT_ONCE, async (shard) => {
      const { items } = await inbox.store.due({ shard: workShardName(shard), until: EVER, limit: 1 });
      if (items.length > 0) {
        found.push(shard);
      }
    });
    if (found.length === 0) {
      return [
        passed(
          `no open event in shards ${known} to ${MAX_INDEX_SHARDS - 1}, which only the sweeper looks at`,
        ),
      ];
    }
    const least = Math.max(...found) + 1;
    return [
      finding('index_shards_lowered', {
        what: `open events are in ${found.length} shards beyond the ${known} that are read (up to shard ${least - 1}): indexShards was lowered. The sweeper finds them within 100 minutes; \`inbox\` does not list them`,
        remedy: `Set formerIndexShards in the configuration to the highest indexShards this stack ever had, at least ${least}, and deploy.`,
      }),
    ];
  },
};

export interface ErrorGroup {
  readonly count: number;
  /** `40 of limai (credentials)` */
  readonly text: string;
}

/** Events by source and kind of their last error, most first. */
export function groupsOf(records: readonly EventRecord[]): readonly ErrorGroup[] {
  const counts = new Map<string, number>();
  for (const { source, lastError } of records) {
    const name = `${source}${lastError ? ` (${lastError.kind})` : ''}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => ({ count, text: `${count} of ${name}` }))
    .sort((one, other) => other.count - one.count);
}
