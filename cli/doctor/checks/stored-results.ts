import { storedResultOf } from '../../../lambda/domain/result/stored-result';
import { newestKeys } from '../../operations/newest-keys';
import { type Check, finding, notTested, passed } from '../finding';

const DAY_MS = 86_400_000;
const WITHIN_MS = 5_000;
const SAMPLE = 20;

/** Whether the newest results that records name are in the bucket: a sample, by HEAD. */
export const storedResultsCheck: Check = {
  id: 'stored results',
  run: async ({ inbox: { index, results }, now }) => {
    const limits = { most: SAMPLE, deadline: Date.now() + WITHIN_MS };
    const { keys } = await newestKeys({ status: 'STORED', from: now - 7 * DAY_MS, to: now }, index, limits);
    const records = [...(await index.records(keys)).values()];
    const stored = records.flatMap((record) => {
      const resultKey = storedResultOf(record)?.resultKey;
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
            what: `of the newest ${stored.length} results ${missing.length} are not in the bucket, among them that of ${first.pk}`,
            remedy: `Restore the object's former version, or fetch the result again with \`inbox replay\`: see docs/runbook.md#accidental-deletion.`,
          }),
        ];
  },
};
