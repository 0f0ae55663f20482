import type { Inbox } from '../../inbox';
import { describeError } from '../../terminal/errors';
import type { Deliveries } from './deliveries';
import { describeAllRefused, describeCounting } from './describe-deliveries';

/** The deliveries of the last hour, or why they are not known: whoever shows them has more to show. */
export async function knownDeliveries(
  inbox: Inbox,
  now: number,
): Promise<{ readonly deliveries: Deliveries } | { readonly unknown: string }> {
  try {
    return { deliveries: await inbox.deliveries(now) };
  } catch (error) {
    return { unknown: `Refused deliveries are not known: ${describeError(error)}` };
  }
}

/** What a person is told: refusals one by one, or that there are none, and how they were counted. */
export function deliveryLines(deliveries: Deliveries, now: number): readonly string[] {
  const refused = describeAllRefused(deliveries);
  const accepted = deliveries.sources.reduce((sum, source) => sum + source.accepted, 0);
  const lines = refused.length > 0 ? refused : [`No delivery refused in the last hour; ${accepted} accepted`];
  return [...lines.map((line) => `${line}.`), describeCounting(deliveries, now)];
}
