import { MAX_BODY_BYTES } from '../../../lambda/domain/lifecycle/policy';
import { REFUSAL_REASONS, type RefusalReason } from '../../../lambda/domain/record/refusal';
import type { Inbox } from '../../connection/inbox';
import { describeError } from '../../terminal/errors';
import { duration } from '../../terminal/format';
import { DELIVERIES_WINDOW_MS, type Deliveries, refusedCount, type SourceDeliveries } from './deliveries';

/** Each reason in plain words. */
export const REASON_TEXTS: Readonly<Record<RefusalReason, string>> = {
  missing: 'no signature',
  malformed: 'malformed signature',
  mismatch: 'signature matches no live key',
  stale: 'correctly signed, but too long ago',
  future: 'correctly signed, but with a time in the future',
  no_key: 'no signing key is stored yet',
  too_large: `body over ${MAX_BODY_BYTES / 1024 / 1024} MiB`,
  unavailable: 'AWS did not answer in time',
};

/**
 * `20 deliveries to limai refused in the last hour: signature matches no live key; 0 accepted`; undefined when none was. A request
 * without a signature is none of the provider's: it is told beside them.
 */
export function describeRefused({ source, accepted, refused }: SourceDeliveries): string | undefined {
  const { missing: unsigned = 0, ...others } = refused;
  const happened = REFUSAL_REASONS.filter((reason) => reason in others);
  const total = refusedCount({ refused: others });
  if (total === 0) {
    return unsigned === 0
      ? undefined
      : `${counted(unsigned, 'request')} to ${source} without a signature refused in the last hour; ${accepted} accepted`;
  }
  const [only] = happened;
  const reasons =
    happened.length === 1 && only !== undefined
      ? REASON_TEXTS[only]
      : happened.map((reason) => `${refused[reason]} ${REASON_TEXTS[reason]}`).join(', ');
  const beside = unsigned === 0 ? '' : ` (and ${counted(unsigned, 'request')} without a signature refused)`;
  return `${counted(total, 'delivery')} to ${source} refused in the last hour: ${reasons}; ${accepted} accepted${beside}`;
}

function counted(count: number, noun: 'delivery' | 'request'): string {
  const plural = noun === 'delivery' ? 'deliveries' : 'requests';
  return `${count} ${count === 1 ? noun : plural}`;
}

/** One line for each source with refusals, and one for what API Gateway refused itself. */
export function describeAllRefused({ sources, gatewayRefused }: Deliveries): readonly string[] {
  const lines = sources.map(describeRefused).filter((line) => line !== undefined);
  return gatewayRefused === 0 ? lines : [...lines, describeGateway(gatewayRefused)];
}

/** API Gateway does not say which: its access log does. */
export function describeGateway(count: number): string {
  return `${counted(count, 'request')} refused by API Gateway itself in the last hour (404, 413 and 429 in one number)`;
}

/** How complete the counts are. */
export function describeCounting({ since, delaySeconds }: Deliveries, now: number): string {
  const age = now - Date.parse(since);
  return delaySeconds > 0
    ? `Counts come from CloudWatch, up to ${duration(delaySeconds * 1000)} late.`
    : `Counted ${age < DELIVERIES_WINDOW_MS - 1000 ? `since this run started, ${duration(age)} ago` : 'by this run'}.`;
}

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
