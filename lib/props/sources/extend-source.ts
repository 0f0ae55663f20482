import type { Duration } from 'aws-cdk-lib';
import type { PropTable } from '../prop-table';
import { ExtractionProvider } from './extraction-provider';
import { EVERY_SOURCE, InboxSource, type InboxSourceProps, withProps } from './inbox-source';

/** Where an organization of Extend lives. */
export enum ExtendRegion {
  /** https://api.extend.ai */
  US1 = 'us1',
  /** https://api.us2.extend.app */
  US2 = 'us2',
  /** https://api.eu1.extend.ai */
  EU1 = 'eu1',
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

/** The keys of a source of Extend. */
export const EXTEND_PROPS: PropTable<ExtendSourceProps> = {
  ...EVERY_SOURCE,
  region: { key: 'options.region' },
  apiVersion: { key: 'options.apiVersion' },
  workspaceId: { key: 'options.workspaceId' },
  signatureMaxAge: { key: 'options.maxAgeSeconds', unit: 'seconds' },
  reconcileRunSources: { key: 'options.reconcile.runSources' },
  reconcileExtractorIds: { key: 'options.reconcile.extractorIds' },
  reconcilePageSize: { key: 'options.reconcile.pageSize' },
};

/** A webhook subscription of Extend. */
export class ExtendSource extends InboxSource {
  /**
   * Declares a source of Extend.
   *
   * @param id the last segment of its URL: 1 to 40 of a-z, 0-9 and -. Another id is another source
   * @param props its options
   */
  public static create(id: string, props: ExtendSourceProps = {}): ExtendSource {
    return withProps(new ExtendSource(id, ExtractionProvider.EXTEND), props);
  }
}
