import type { Duration } from 'aws-cdk-lib';
import {
  type ExtendRegion,
  ExtractionProvider,
  type LimaiChallengeAnswer,
  type LimaiVerification,
} from './choices';

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

/** Options of a source of Limai. */
export interface LimaiSourceProps extends InboxSourceProps {
  /**
   * The deployment that the subscription belongs to. Reconciliation needs it.
   *
   * @default - the source is not reconciled
   */
  readonly deploymentId?: string;
  /**
   * The extraction schema of the deployment, sent with each request for a document.
   *
   * @default - none is sent
   */
  readonly extractionSchemaId?: string;
  /**
   * Form of the answer to "Verify URL".
   *
   * @default LimaiChallengeAnswer.JSON
   */
  readonly challengeAnswer?: LimaiChallengeAnswer;
  /**
   * Whether a VERIFICATION request must be signed.
   *
   * @default LimaiVerification.SIGNED
   */
  readonly verification?: LimaiVerification;
}

/** Options of a source of Extend. */
export interface ExtendSourceProps extends InboxSourceProps {
  /**
   * Where the organization lives.
   *
   * @default ExtendRegion.US1
   */
  readonly region?: ExtendRegion;
  /**
   * API version of the webhook endpoint.
   *
   * @default '2026-02-09'
   */
  readonly apiVersion?: string;
  /**
   * The workspace. An organization-scoped API key needs it.
   *
   * @default - none
   */
  readonly workspaceId?: string;
  /**
   * A signature older than this is refused; `Duration.seconds(0)` accepts any age.
   *
   * @default Duration.seconds(300)
   */
  readonly signatureMaxAge?: Duration;
  /**
   * Reconcile only runs that these created (Extend's `source`).
   *
   * @default - `API` alone
   */
  readonly reconcileRunSources?: string[];
  /**
   * Reconcile only the runs of these extractors.
   *
   * @default - all
   */
  readonly reconcileExtractorIds?: string[];
  /**
   * Runs per page of Extend's list.
   *
   * @default 100
   */
  readonly reconcilePageSize?: number;
}

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

/** The options a source was created with; undefined for what no `create` made. */
export function findSourceProps(source: InboxSource): Readonly<Record<string, unknown>> | undefined {
  return given.get(source) as Readonly<Record<string, unknown>> | undefined;
}

/** A webhook subscription of Limai. */
export class LimaiSource extends InboxSource {
  /**
   * Declares a source of Limai.
   *
   * @param id the last segment of its URL: 1 to 40 of a-z, 0-9 and -. Another id is another source
   * @param props its options
   */
  public static create(id: string, props: LimaiSourceProps = {}): LimaiSource {
    const source = new LimaiSource(id, ExtractionProvider.LIMAI);
    given.set(source, props);
    return source;
  }
}

/** A webhook subscription of Extend. */
export class ExtendSource extends InboxSource {
  /**
   * Declares a source of Extend.
   *
   * @param id the last segment of its URL: 1 to 40 of a-z, 0-9 and -. Another id is another source
   * @param props its options
   */
  public static create(id: string, props: ExtendSourceProps = {}): ExtendSource {
    const source = new ExtendSource(id, ExtractionProvider.EXTEND);
    given.set(source, props);
    return source;
  }
}
