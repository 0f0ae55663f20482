import type { Inbox } from '../inbox';
import { describeAllRefused, describeCounting } from './describe-deliveries';
import { knownDeliveries, totalRefused } from './show-deliveries';

/** CloudWatch bills each metric that is asked for, and knows nothing newer within a minute. */
const ASK_EVERY_MS = 60_000;

/** Refusals as they become known, told again only when there are more. */
export class FollowedRefusals {
  private askedAt = Number.NEGATIVE_INFINITY;
  private toldTotal = 0;
  private toldUnknown = false;

  constructor(
    private readonly inbox: Inbox,
    /** @default every source */
    private readonly source: string | undefined,
  ) {}

  /** Lines for a person; asks at most once a minute. */
  async news(now: number): Promise<readonly string[]> {
    if (now - this.askedAt < ASK_EVERY_MS) {
      return [];
    }
    this.askedAt = now;
    const known = await knownDeliveries(this.inbox, now);
    if ('unknown' in known) {
      const isNew = !this.toldUnknown;
      this.toldUnknown = true;
      return isNew ? [known.unknown] : [];
    }
    const deliveries = this.ofSource(known.deliveries);
    const total = totalRefused(deliveries);
    const isMore = total > this.toldTotal;
    this.toldTotal = total;
    return isMore
      ? [...describeAllRefused(deliveries).map((line) => `${line}.`), describeCounting(deliveries, now)]
      : [];
  }

  private ofSource<T extends { readonly sources: readonly { readonly source: string }[] }>(deliveries: T): T {
    const sources = deliveries.sources.filter(({ source }) => source === (this.source ?? source));
    return { ...deliveries, sources };
  }
}
