import type { EventStatus } from '../../lambda/domain/lifecycle/lifecycle';
import { toStoredResult } from '../../lambda/domain/result/stored-result';
import { type NewestKeys, newestKeys, within } from '../operations/events/newest-keys';
import { type Check, type CheckContext, type CheckResult, finding, notTested, passed } from './finding';
import type { FindingCode } from './finding-codes';
import { groupErrors } from './open-event-checks';

const DAY_MS = 86_400_000;
/** Of all queries together. */
const WITHIN_MS = 5_000;
/** More are reported as "at least" this many. */
const MOST = 1_000;
/** Records read to say why. */
const SAMPLE = 100;

interface Concern {
  readonly status: EventStatus;
  readonly verb: string;
  readonly recent: FindingCode;
  readonly earlier: FindingCode;
  readonly remedy: (since: string) => string;
}

const CONCERNS: readonly Concern[] = [
  {
    status: 'FAILED',
    verb: 'given up',
    recent: 'given_up_events',
    earlier: 'given_up_events_earlier',
    remedy: (since) =>
      `See \`inbox events list --status FAILED --since ${since}\`. Fix the cause, then \`inbox replay --status FAILED --since ${since} --reason <text>\`.`,
  },
  {
    status: 'QUARANTINED',
    verb: 'quarantined',
    recent: 'quarantined_events',
    earlier: 'quarantined_events_earlier',
    remedy: (since) =>
      `See \`inbox events list --status QUARANTINED --since ${since}\` and docs/runbook.md#events-quarantined. Deploy a version that can read the bodies, then \`inbox replay --status QUARANTINED --since ${since} --reason <text>\`.`,
  },
];

/** Events that ended without a result and need a person: those of the last 24 hours, and those of the 6 days before. */
export const finalEventsCheck: Check = {
  id: 'final events',
  run: async (context) => {
    const deadline = Date.now() + WITHIN_MS;
    const results = await Promise.all(CONCERNS.map((concern) => checkStatus(concern, context, deadline)));
    return results.flat();
  },
};

async function checkStatus(
  { status, verb, recent, earlier, remedy }: Concern,
  { inbox: { index }, now }: CheckContext,
  deadline: number,
): Promise<readonly CheckResult[]> {
  const limits = { most: MOST, deadline };
  const [today, before] = await Promise.all([
    newestKeys({ status, from: now - DAY_MS, to: now }, index, limits),
    newestKeys({ status, from: now - 7 * DAY_MS, to: now - DAY_MS - 1 }, index, limits),
  ]);
  // By source and kind of error, of the newest; nothing when the time is over.
  const records = await within(index.records(today.keys.slice(0, SAMPLE)), deadline);
  const groups = groupErrors([...(records?.values() ?? [])]);
  const which = today.keys.length > SAMPLE ? `, the newest ${SAMPLE}` : '';
  const why = groups === '' ? '' : `${which}: ${groups}`;
  const countKeys = ({ keys, complete }: NewestKeys) => `${complete ? '' : 'at least '}${keys.length}`;
  const findings: CheckResult[] = [];
  if (today.keys.length > 0) {
    const what = `${countKeys(today)} ${verb} in the last 24 hours${why}`;
    findings.push(finding(recent, { what, remedy: remedy('1d') }));
  }
  if (before.keys.length > 0) {
    const what = `${countKeys(before)} ${verb} in the 6 days before the last 24 hours`;
    findings.push(finding(earlier, { what, remedy: remedy('7d') }));
  }
  if (!(today.complete || today.keys.length > 0) || !(before.complete || before.keys.length > 0)) {
    findings.push(notTested(`${status}: the index did not answer within ${WITHIN_MS / 1000} s`));
  }
  return findings.length > 0 ? findings : [passed(`none ${verb} in the last 7 days`)];
}

/** Newest results whose objects are looked for. */
const RESULTS = 20;

/** Whether the newest results that records name are in the bucket: a sample, by HEAD. */
export const storedResultsCheck: Check = {
  id: 'stored results',
  run: async ({ inbox: { index, results }, now }) => {
    const limits = { most: RESULTS, deadline: Date.now() + WITHIN_MS };
    const { keys } = await newestKeys({ status: 'STORED', from: now - 7 * DAY_MS, to: now }, index, limits);
    const records = [...(await index.records(keys)).values()];
    const stored = records.flatMap((record) => {
      const resultKey = toStoredResult(record)?.resultKey;
      return resultKey === undefined ? [] : [{ pk: record.pk, resultKey }];
    });
    const heads = await Promise.all(stored.map(({ resultKey }) => results.head(resultKey)));
    const missing = stored.filter((_, index) => heads[index] === undefined);
    if (stored.length === 0) {
      return [notTested('no result was stored in the last 7 days')];
    }
    const [first] = missing;
    return first === undefined
      ? [passed(`a sample: the objects of the newest ${stored.length} results are in the bucket`)]
      : [
          finding('stored_results_missing', {
            what: `${missing.length} of the newest ${stored.length} results are not in the bucket, for example the one of ${first.pk}`,
            remedy:
              'Restore the previous version of the object, or fetch the result again with `inbox replay`: see docs/runbook.md#accidental-deletion.',
          }),
        ];
  },
};
