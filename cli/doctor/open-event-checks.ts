import { MAX_INDEX_SHARDS, shardsToRead } from '../../lambda/domain/lifecycle/policy';
import { openedAt } from '../../lambda/domain/lifecycle/retry-policy';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { shardNumbers, workShardName } from '../../lambda/domain/record/keys';
import { concurrently } from '../../lambda/usecases/concurrently';
import { counted, duration } from '../terminal/format';
import { type Check, type CheckContext, type CheckResult, finding, passed } from './finding';

/** Enough open events to see what is wrong. */
const MOST = 2_000;
/** A short failure of the provider is over by then. */
const FAILING_AFTER_MS = 10 * 60_000;
const SHARDS_AT_ONCE = 20;
/** Sorts after every time. */
const EVER = Date.UTC(9999, 0);

/** Events that are not final yet: how old the oldest is, and which fail again and again. */
export const openEventsCheck: Check = {
  id: 'open events',
  run: async ({ inbox, now }) => {
    const { index } = inbox;
    const pks: string[] = [];
    for await (const { pk } of index.openKeys()) {
      pks.push(pk);
      if (pks.length === MOST) {
        break;
      }
    }
    const isAll = pks.length < MOST;
    const records = [...(await index.records(pks)).values()]
      .filter(({ workShard }) => workShard !== undefined)
      .sort((one, other) => openedAt(one) - openedAt(other));
    const [oldest] = records;
    if (!oldest) {
      return [passed('none')];
    }
    const atLeast = isAll ? '' : 'at least ';
    // "not ready" is no failure: the provider may take its time.
    const failing = records.filter(({ lastError }) => lastError && lastError.kind !== 'not_ready');
    const results = [
      ...checkFailing(failing, atLeast, now),
      ...checkAge(oldest, `${atLeast}${records.length}`, { inbox, now }),
    ];
    const age = duration(now - openedAt(oldest));
    return results.length > 0
      ? results
      : [passed(`${atLeast}${records.length} open, none fails, the oldest for ${age} (${oldest.pk})`)];
  },
};

/** @param failing Oldest first. */
function checkFailing(failing: readonly EventRecord[], atLeast: string, now: number): readonly CheckResult[] {
  const [oldest] = failing;
  if (!oldest) {
    return [];
  }
  const age = now - openedAt(oldest);
  const verb = failing.length === 1 ? 'fails' : 'fail';
  const what = `${atLeast}${counted(failing.length, 'open event')} ${verb}, for up to ${duration(age)}: ${groupErrors(failing)}. The oldest, ${oldest.pk}: ${oldest.lastError?.message}`;
  const remedy = `See \`inbox events show ${showArguments(oldest)}\`. Fix the cause. The events are retried automatically until their retry window ends, or now with \`inbox retry --source ${oldest.source}\`.`;
  return [finding(age < FAILING_AFTER_MS ? 'open_events_retrying' : 'open_events_failing', { what, remedy })];
}

function checkAge(oldest: EventRecord, count: string, { inbox, now }: CheckContext): readonly CheckResult[] {
  const { retryWindowSeconds, notReadyWindowSeconds } = inbox.policy;
  const age = now - openedAt(oldest);
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
      remedy: `See \`inbox events show ${showArguments(oldest)}\` and docs/runbook.md#oldest-open-event. To run a given-up event again, use \`inbox replay\`.`,
    }),
  ];
}

/** Quoted where it is a whole key, because a shell expands its `!`. */
function showArguments({ pk, eventId, source, sameIdAs }: EventRecord): string {
  return sameIdAs === undefined ? `${eventId} --source ${source}` : `'${pk}'`;
}

/** Events by source and kind of their last error, most first: `40 of limai (credentials), 7 of extend (permanent)`. */
export function groupErrors(records: readonly EventRecord[]): string {
  const counts = new Map<string, number>();
  for (const { source, lastError } of records) {
    const name = `${source}${lastError ? ` (${lastError.kind})` : ''}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${count} of ${name}`)
    .join(', ');
}

/** Open events in shards that nobody reads: `indexShards` was lowered, and `formerIndexShards` does not say so. */
export const indexShardsCheck: Check = {
  id: 'index shards',
  run: async ({ inbox }) => {
    const known = shardsToRead(inbox.policy);
    const found: number[] = [];
    await concurrently(shardNumbers(MAX_INDEX_SHARDS).slice(known), SHARDS_AT_ONCE, async (shard) => {
      const { items } = await inbox.store.due({ shard: workShardName(shard), until: EVER, limit: 1 });
      if (items.length > 0) {
        found.push(shard);
      }
    });
    if (found.length === 0) {
      return [
        passed(`no open event in shards ${known} to ${MAX_INDEX_SHARDS - 1}, which only the sweeper reads`),
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
