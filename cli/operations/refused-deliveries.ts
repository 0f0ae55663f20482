import { REFUSAL_REASONS } from '../../lambda/domain/metrics';
import { parseSource } from '../../lambda/domain/record/keys';
import type { Inbox } from '../connection/inbox';
import {
  DELIVERIES_WINDOW_MS,
  type Deliveries,
  REASON_TEXTS,
  type SourceDeliveries,
} from '../connection/received-deliveries';
import { describeError } from '../terminal/errors';
import { counted, duration } from '../terminal/format';
import { newestKeys } from './events/select-events';

/** The key of what `inbox send-test` sends. */
const TEST_KEY = /#test-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST_TESTS = 1_000;
const TESTS_WITHIN_MS = 5_000;

/** CloudWatch bills each metric that is asked for, and has nothing new within a minute. */
const ASK_EVERY_MS = 60_000;

/**
 * Deliveries of the last hour without those of `inbox send-test`: it signs with the stored key, so they do not show which key the
 * provider uses. Metrics cannot tell them apart; the index can, because they are kept as ARCHIVED.
 */
export async function providerDeliveries(inbox: Inbox, now: number): Promise<Deliveries> {
  const deliveries = await inbox.deliveries(now);
  if (deliveries.sources.every(({ accepted }) => accepted === 0)) {
    return deliveries;
  }
  const { keys } = await newestKeys(
    { status: 'ARCHIVED', from: now - DELIVERIES_WINDOW_MS, to: now },
    inbox.index,
    { most: MOST_TESTS, deadline: Date.now() + TESTS_WITHIN_MS },
  );
  const tested = keys.filter((key) => TEST_KEY.test(key)).map(parseSource);
  const sources = deliveries.sources.map((one) => {
    const tests = tested.filter((source) => source === one.source).length;
    return { ...one, accepted: Math.max(0, one.accepted - tests) };
  });
  return { ...deliveries, sources };
}

/** Why there are no counts to show: what else a command shows does not depend on them. */
export function describeUnknown(error: unknown): string {
  return `Refused deliveries are unknown: ${describeError(error)}`;
}

/**
 * `20 deliveries to limai refused in the last hour: signature matches no live key; 0 accepted`; undefined when none was.
 * Requests without a signature do not come from the provider, so they are counted apart. Those of `inbox doctor` are among them,
 * and no metric tells them from others.
 */
export function describeRefused({ source, accepted, refused }: SourceDeliveries): string | undefined {
  const { missing: unsigned = 0, ...others } = refused;
  const reasons = REFUSAL_REASONS.filter((reason) => reason in others);
  const total = countRefused(others);
  if (total === 0) {
    return unsigned === 0
      ? undefined
      : `${counted(unsigned, 'request')} to ${source} without a signature refused in the last hour (\`inbox doctor\` sends one each time); ${accepted} accepted`;
  }
  const told = reasons.map((reason) => {
    // Before there is a key, nothing tells a request of doctor from a delivery.
    const text = `${REASON_TEXTS[reason]}${reason === 'no_key' ? ', those of `inbox doctor` included' : ''}`;
    return reasons.length === 1 ? text : `${refused[reason]} ${text}`;
  });
  const unsignedToo =
    unsigned === 0 ? '' : ` (and ${counted(unsigned, 'request')} without a signature refused)`;
  return `${counted(total, 'delivery', 'deliveries')} to ${source} refused in the last hour: ${told.join(', ')}; ${accepted} accepted${unsignedToo}`;
}

/** API Gateway does not say which; its access log does. */
export function describeGatewayRefused(count: number): string {
  return `${counted(count, 'request')} refused by API Gateway itself in the last hour (404, 413 and 429 in one number)`;
}

/** How complete the counts are. */
export function describeCounting({ since, delaySeconds }: Deliveries, now: number): string {
  const age = now - Date.parse(since);
  return delaySeconds > 0
    ? `Counts come from CloudWatch, up to ${duration(delaySeconds * 1000)} late.`
    : `Counted ${age < DELIVERIES_WINDOW_MS - 1000 ? `since this run started, ${duration(age)} ago` : 'by this run'}.`;
}

/** One line for each source with refusals and for API Gateway, or that there are none; then how they were counted. */
export function describeDeliveries(deliveries: Deliveries, now: number): readonly string[] {
  const { sources, gatewayRefused } = deliveries;
  const refused = [
    ...sources.map(describeRefused).filter((line) => line !== undefined),
    ...(gatewayRefused === 0 ? [] : [describeGatewayRefused(gatewayRefused)]),
  ];
  const accepted = sources.reduce((sum, source) => sum + source.accepted, 0);
  const lines = refused.length > 0 ? refused : [`No delivery refused in the last hour; ${accepted} accepted`];
  return [...lines.map((line) => `${line}.`), describeCounting(deliveries, now)];
}

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
    const known = await providerDeliveries(this.inbox, now).catch(describeUnknown);
    if (typeof known === 'string') {
      const isNew = !this.toldUnknown;
      this.toldUnknown = true;
      return isNew ? [known] : [];
    }
    // Anybody can send requests without a signature: `stats` counts them.
    const refused = known.sources.filter(
      ({ source, refused: { missing: _, ...others } }) =>
        source === (this.source ?? source) && countRefused(others) > 0,
    );
    const total = refused.reduce((sum, one) => sum + countRefused(one.refused), 0);
    const isMore = total > this.toldTotal;
    this.toldTotal = total;
    return isMore ? [...refused.map((one) => `${describeRefused(one)}.`), describeCounting(known, now)] : [];
  }
}

function countRefused(refused: SourceDeliveries['refused']): number {
  return Object.values(refused).reduce((sum, one) => sum + one, 0);
}
