import { MAX_INDEX_SHARDS, shardsToRead } from '../../lambda/domain/lifecycle/policy';
import { openedAt } from '../../lambda/domain/lifecycle/retry-policy';
import type { EventRecord } from '../../lambda/domain/record/event-record';
import { shardNumbers, workShardName } from '../../lambda/domain/record/keys';
import { toStoredResult } from '../../lambda/domain/result/stored-result';
import { concurrently } from '../../lambda/usecases/concurrently';
import { newestKeys, openRecords, within } from '../operations/events/select-events';
import { countEach, counted, duration } from '../terminal/format';
import { type Check, type CheckContext, type CheckResult, finding, notTested, passed } from './finding';

/** Enough open events to see what is wrong. */
const MOST_OPEN = 2_000;
/** A short failure of the provider is over by then. */
const FAILING_AFTER_MS = 10 * 60_000;
const SHARDS_AT_ONCE = 20;
/** Sorts after every time. */
const EVER = Date.UTC(9999, 0);
const DAY_MS = 86_400_000;
/** Of all queries of the status index together. */
const WITHIN_MS = 5_000;
const TOO_SLOW = `the index did not answer within ${WITHIN_MS / 1000} s`;
/** More final events are reported as "at least" this many. */
const MOST_FINAL = 1_000;
/** Final records read to say why. */
const SAMPLE = 100;
/** Newest results whose objects are looked for. */
const RESULTS = 20;

/** Events that are not final yet: which fail again and again, and how old the oldest is. */
export const checkOpenEvents: Check = async ({ inbox, now }) => {
  let atLeast = '';
  const onMore = () => {
    atLeast = 'at least ';
  };
  const records = [...(await openRecords(inbox, onMore, MOST_OPEN))].sort(
    (one, other) => openedAt(one) - openedAt(other),
  );
  const [oldest] = records;
  if (!oldest) {
    return [passed('no event is open')];
  }
  const results: CheckResult[] = [];
  // "not ready" is no failure: the provider may take its time.
  const failing = records.filter(({ lastError }) => lastError && lastError.kind !== 'not_ready');
  const [first] = failing;
  if (first) {
    const age = now - openedAt(first);
    const events = counted(failing.length, 'open event fails', 'open events fail');
    results.push(
      finding(age < FAILING_AFTER_MS ? 'open_events_retrying' : 'open_events_failing', {
        what: `${atLeast}${events}, for up to ${duration(age)}: ${groupErrors(failing)}. The oldest, ${first.pk}: ${first.lastError?.message}`,
        remedy: `See \`inbox events show ${showArguments(first)}\`. Fix the cause. The events are retried automatically until their retry window ends, or now with \`inbox retry --source ${first.source}\`.`,
      }),
    );
  }
  const { lastError, replayedFrom } = oldest;
  const { notReadyWindowSeconds, retryWindowSeconds } = inbox.policy;
  const window = lastError?.kind === 'not_ready' ? notReadyWindowSeconds : retryWindowSeconds;
  const age = now - openedAt(oldest);
  const open = `${atLeast}${records.length} open`;
  if (age >= window * 500) {
    const why = lastError ? ` (${lastError.kind}: ${lastError.message})` : '';
    const ends = replayedFrom
      ? `its replay ends after ${duration(window * 1000)}, and it returns to ${replayedFrom}`
      : `it is given up after ${duration(window * 1000)}`;
    results.push(
      finding('open_events_overdue', {
        what: `${open}, the oldest for ${duration(age)} (${oldest.pk})${why}; ${ends}`,
        remedy: `See \`inbox events show ${showArguments(oldest)}\` and docs/operate/runbook.md#oldest-open-event. To run a given-up event again, use \`inbox replay\`.`,
      }),
    );
  }
  const fails = atLeast ? `none of the ${records.length} tested fails` : 'none fails';
  return results.length > 0
    ? results
    : [passed(`${open}, ${fails}, the oldest for ${duration(age)} (${oldest.pk})`)];
};

/** Quoted where it is a whole key, because a shell expands its `!`. */
function showArguments({ pk, eventId, source, sameIdAs }: EventRecord): string {
  return sameIdAs === undefined ? `${eventId} --source ${source}` : `'${pk}'`;
}

/** Events by source and kind of their last error, most first: `40 of limai (credentials), 7 of extend (permanent)`. */
function groupErrors(records: readonly EventRecord[]): string {
  const groups = countEach(
    records.map(({ source, lastError }) => `${source}${lastError ? ` (${lastError.kind})` : ''}`),
  );
  return [...groups]
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${count} of ${name}`)
    .join(', ');
}

/** Open events in shards that nobody reads: `indexShards` was lowered, and `formerIndexShards` does not say so. */
export const checkIndexShards: Check = async ({ inbox }) => {
  const known = shardsToRead(inbox.policy);
  if (known >= MAX_INDEX_SHARDS) {
    return [passed(`all ${MAX_INDEX_SHARDS} shards are read`)];
  }
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
  const last = Math.max(...found);
  return [
    finding('index_shards_lowered', {
      what: `open events are in ${found.length} shards beyond the ${known} that are read (up to shard ${last}): indexShards was lowered. The sweeper finds them within 100 minutes; \`inbox\` does not list them`,
      remedy: `Set formerIndexShards in the configuration to the highest indexShards this stack ever had, at least ${last + 1}, and deploy.`,
    }),
  ];
};

/** Events that ended without a result and need a person: those of the last 24 hours, and those of the 6 days before. */
export const checkFinalEvents: Check = async (context) => {
  const deadline = Date.now() + WITHIN_MS;
  const results = await Promise.all([
    checkStatus('FAILED', context, deadline),
    checkStatus('QUARANTINED', context, deadline),
  ]);
  return results.flat();
};

async function checkStatus(
  status: 'FAILED' | 'QUARANTINED',
  { inbox: { index }, now }: CheckContext,
  deadline: number,
): Promise<readonly CheckResult[]> {
  const [verb, code, fix] =
    status === 'FAILED'
      ? (['given up', 'given_up_events', '. Fix the cause'] as const)
      : ([
          'quarantined',
          'quarantined_events',
          ' and docs/operate/runbook.md#events-quarantined. Deploy a version that can read the bodies',
        ] as const);
  const remedy = (since: string) =>
    `See \`inbox events list --status ${status} --since ${since}\`${fix}, then \`inbox replay --status ${status} --since ${since} --reason <text>\`.`;
  const limits = { most: MOST_FINAL, deadline };
  const [today, before] = await Promise.all([
    newestKeys({ status, from: now - DAY_MS, to: now }, index, limits),
    newestKeys({ status, from: now - 7 * DAY_MS, to: now - DAY_MS - 1 }, index, limits),
  ]);
  const results: CheckResult[] = [];
  if (today.keys.length > 0) {
    // By source and kind of error, of the newest; nothing when the time is over.
    const records = await within(index.records(today.keys.slice(0, SAMPLE)), deadline);
    const groups = groupErrors([...(records?.values() ?? [])]);
    const which = today.keys.length > SAMPLE ? `, the newest ${SAMPLE}` : '';
    const why = groups === '' ? '' : `${which}: ${groups}`;
    const count = `${today.complete ? '' : 'at least '}${today.keys.length}`;
    results.push(
      finding(code, { what: `${count} ${verb} in the last 24 hours${why}`, remedy: remedy('1d') }),
    );
  }
  if (before.keys.length > 0) {
    const count = `${before.complete ? '' : 'at least '}${before.keys.length}`;
    const what = `${count} ${verb} in the 6 days before the last 24 hours`;
    results.push(finding(`${code}_earlier`, { what, remedy: remedy('7d') }));
  }
  if ([today, before].some(({ complete, keys }) => !complete && keys.length === 0)) {
    results.push(notTested(`${status}: ${TOO_SLOW}`));
  }
  return results.length > 0 ? results : [passed(`none ${verb} in the last 7 days`)];
}

/** Whether the newest results that records name are in the bucket: a sample, by HEAD. */
export const checkStoredResults: Check = async ({ inbox: { index, results }, now }) => {
  const limits = { most: RESULTS, deadline: Date.now() + WITHIN_MS };
  const week = { status: 'STORED', from: now - 7 * DAY_MS, to: now } as const;
  const { keys, complete } = await newestKeys(week, index, limits);
  const stored = [...(await index.records(keys)).values()].flatMap((record) => {
    const resultKey = toStoredResult(record)?.resultKey;
    return resultKey === undefined ? [] : [{ pk: record.pk, resultKey }];
  });
  if (stored.length === 0) {
    const why = complete ? 'no result was stored in the last 7 days' : TOO_SLOW;
    return [notTested(why)];
  }
  const heads = await Promise.all(stored.map(({ resultKey }) => results.head(resultKey)));
  const missing = stored.filter((_, position) => heads[position] === undefined);
  const [first] = missing;
  return first === undefined
    ? [passed(`a sample: the objects of the newest ${stored.length} results are in the bucket`)]
    : [
        finding('stored_results_missing', {
          what: `${missing.length} of the newest ${stored.length} results are not in the bucket, for example the one of ${first.pk}`,
          remedy:
            'Restore the previous version of the object, or refetch it (`inbox replay …`): see docs/operate/runbook.md#accidental-deletion.',
        }),
      ];
};
