import { sourceOfKey } from '../../../lambda/domain/record/keys';
import type { Inbox } from '../../inbox';
import { newestKeys } from '../newest-keys';
import { DELIVERIES_WINDOW_MS, type Deliveries } from './deliveries';

/** The key of what `inbox send-test` sends. */
const TEST_KEY = /#test-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST = 1_000;
const WITHIN_MS = 5_000;

/**
 * The same without the accepted deliveries of `inbox send-test`: it signs with the stored key, so they say nothing of the
 * provider's. Metrics do not tell them apart; the index does, where they are kept as ARCHIVED.
 */
export async function withoutTests(
  deliveries: Deliveries,
  index: Inbox['index'],
  now: number,
): Promise<Deliveries> {
  if (deliveries.sources.every(({ accepted }) => accepted === 0)) {
    return deliveries;
  }
  const archived = { status: 'ARCHIVED', from: now - DELIVERIES_WINDOW_MS, to: now } as const;
  const { keys } = await newestKeys(archived, index, { most: MOST, deadline: Date.now() + WITHIN_MS });
  const tested = keys.filter((key) => TEST_KEY.test(key)).map(sourceOfKey);
  const sources = deliveries.sources.map((one) => {
    const tests = tested.filter((source) => source === one.source).length;
    return { ...one, accepted: Math.max(0, one.accepted - tests) };
  });
  return { ...deliveries, sources };
}
