import type { FetchRequest } from '../provider/provider';

/**
 * What a provider must be able to do for reconciliation: say what it finished, page by page. A provider without a list of its
 * documents leaves it out, and its sources are not reconciled.
 */
export interface Reconciliation<Options = unknown> {
  /** The option that the source must set first, in words for a person; undefined: none is missing. */
  missingOption(options: Options): string | undefined;
  /** What this provider's list cannot show, in words for a person. */
  readonly blindSpots: readonly string[];
  /** @throws ProviderError for everything that is not a page; `permanent` for a cursor it rejects */
  list(request: ListRequest<Options>): Promise<ListedPage>;
  /** The webhook body of the document, under another event id; `parseBody` and `fetchResult` take it. */
  body(eventId: string, document: ListedDocument, options: Options): Uint8Array;
}

export interface ListRequest<Options>
  extends Pick<FetchRequest<Options>, 'options' | 'http' | 'apiToken' | 'now' | 'deadline' | 'maxBytes'> {
  /** Epoch milliseconds: a document not changed since is of no interest. */
  readonly since: number;
  /** `next` of the page before. */
  readonly cursor: string | undefined;
}

/** One document the provider is done with, as its list has it. Times are ISO 8601 UTC with milliseconds. */
export interface ListedDocument {
  readonly documentId: string;
  readonly state: 'extracted' | 'failed';
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly schemaId?: string;
  /** Of a failure, in the provider's words. */
  readonly reason?: string;
}

export interface ListedPage {
  /** May repeat documents of the page before, and hold some that are of no interest. */
  readonly documents: readonly ListedDocument[];
  /** Why rows of this page can never be captured: what was expected, never a value. */
  readonly unusable: readonly string[];
  /** The provider's cursor of the next page. Absent: this was the last page. */
  readonly next?: string;
  /** Rows read so far, this page included, and rows of the whole list: where the provider says. */
  readonly rows?: number;
  readonly total?: number;
}

/** When and how far back one source is reconciled. */
export interface ReconcileSettings {
  /** ISO 8601. Absent: since the first deployment, which is at most one interval before the first run. */
  readonly from?: string | undefined;
  /** Minutes between two runs. */
  readonly everyMinutes: number;
  /** How far back a scheduled run looks; shorter than records live, or an expired one would be taken for missing. */
  readonly horizonDays: number;
  /** A document younger than this is left alone: its webhook may be on its way. */
  readonly settleMinutes: number;
}

/** The totals of one scan. */
export interface ReconcileTotals {
  /** Pages asked for. */
  readonly pages: number;
  /** Different documents in the window. */
  readonly looked: number;
  /** Known here. */
  readonly matched: number;
  /** Unknown here, and captured; in a dry run: would be. */
  readonly missing: number;
  /** Unknown here, and beyond capture. */
  readonly unrecoverable: number;
}
