import type { Inbox } from '../../inbox';
import { refusedCount, type SourceDeliveries } from './deliveries';
import { describeCounting, describeRefused } from './describe-deliveries';
import { knownDeliveries } from './show-deliveries';

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
    const refused = known.deliveries.sources.filter((one) => this.isWanted(one));
    const total = refused.reduce((sum, one) => sum + refusedCount(one), 0);
    const isMore = total > this.toldTotal;
    this.toldTotal = total;
    return isMore
      ? [...refused.map((one) => `${describeRefused(one)}.`), describeCounting(known.deliveries, now)]
      : [];
  }

  /** Requests without a signature are none of the provider's: `stats` tells of them. */
  private isWanted({ source, refused: { missing: _, ...refused } }: SourceDeliveries): boolean {
    return source === (this.source ?? source) && refusedCount({ refused }) > 0;
  }
}
