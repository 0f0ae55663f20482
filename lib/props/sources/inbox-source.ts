import type { Duration } from 'aws-cdk-lib';
import type { PropTable } from '../prop-table';
import type { ExtractionProvider } from './extraction-provider';

/** Options that every source has, whatever its provider. */
export interface InboxSourceProps {
  /**
   * Root of the provider's API, an https URL.
   *
   * @default - the provider's own address
   */
  readonly baseUrl?: string;
  /**
   * Events whose own timestamp is older than this are kept but not fetched (`ARCHIVED`, `too_old`).
   *
   * @default - no limit
   */
  readonly maxEventAge?: Duration;
  /**
   * Requests per second of this source's route.
   *
   * @default - `throttlingRateLimit` of the inbox
   */
  readonly throttlingRateLimit?: number;
  /**
   * Requests at once of this source's route.
   *
   * @default - `throttlingBurstLimit` of the inbox
   */
  readonly throttlingBurstLimit?: number;
  /**
   * Whether documents whose webhooks never came are looked for.
   *
   * @default true
   */
  readonly reconciliation?: boolean;
  /**
   * Time between two runs of the reconciliation.
   *
   * @default Duration.minutes(60)
   */
  readonly reconcileInterval?: Duration;
  /**
   * Documents changed before this date are left to an explicit backfill: `2026-01-31`, or with a time of day.
   *
   * @default - one interval before the first run
   */
  readonly reconcileFrom?: string;
  /**
   * How far back a run looks: less than `recordRetention`, more than `reconcileInterval` and `reconcileSettleTime` together.
   *
   * @default - 30 days, or what `recordRetention` allows
   */
  readonly reconcileHorizon?: Duration;
  /**
   * A document younger than this is skipped: its webhook may be on its way.
   *
   * @default Duration.minutes(15)
   */
  readonly reconcileSettleTime?: Duration;
}

/** The keys of `sources[]` that every provider has. */
export const EVERY_SOURCE: PropTable<InboxSourceProps> = {
  baseUrl: { key: 'options.baseUrl' },
  maxEventAge: { key: 'maxEventAgeSeconds', unit: 'seconds' },
  throttlingRateLimit: { key: 'throttling.rate' },
  throttlingBurstLimit: { key: 'throttling.burst' },
  reconciliation: undefined,
  reconcileInterval: { key: 'reconcile.everyMinutes', unit: 'minutes' },
  reconcileFrom: { key: 'reconcile.from' },
  reconcileHorizon: { key: 'reconcile.horizonDays', unit: 'days' },
  reconcileSettleTime: { key: 'reconcile.settleMinutes', unit: 'minutes' },
};

/** One webhook subscription: its URL ends in its id, and it has two secrets of its own. */
export abstract class InboxSource {
  /** The last segment of its URL. */
  public readonly id: string;
  /** The provider that sends its webhooks. */
  public readonly provider: ExtractionProvider;

  protected constructor(id: string, provider: ExtractionProvider) {
    this.id = id;
    this.provider = provider;
  }
}

/** What the sources were created with: no part of their public surface. */
const given = new WeakMap<InboxSource, object>();

/** A source that remembers its options. */
export function withProps<Source extends InboxSource>(source: Source, props: object): Source {
  given.set(source, props);
  return source;
}

/** The options a source was created with; undefined for what no `create` made. */
export function findSourceProps(source: InboxSource): Readonly<Record<string, unknown>> | undefined {
  return given.get(source) as Readonly<Record<string, unknown>> | undefined;
}
