import type { Policy } from '../lifecycle/policy';
import type { ListedDocument, Provider } from '../provider/provider';
import { type EventRecord, parseTime } from '../record/event-record';
import { boundedId, sha256Hex } from '../record/keys';
import type { ReconcileScan, ReconcileSettings, ReconcileState, ReconcileTotals } from './reconcile-state';

/** The settings of a source whose configuration has none. */
export const RECONCILE_DEFAULTS = {
  everyMinutes: 60,
  horizonDays: 30,
  settleMinutes: 15,
} as const satisfies ReconcileSettings;

/**
 * Each scan begins this long before the start of the previous one. So a list that shifts while it is read, or a provider's clock
 * that lags, hides a document from one scan only.
 */
const SCAN_OVERLAP_MS = 24 * 60 * 60 * 1000;
const DAY_MS = 86_400_000;
/** A record lives at least its retention from the document's creation on; clocks differ. */
const RECORD_MARGIN_MS = DAY_MS;
const MINUTE_MS = 60_000;
const DIGEST_LENGTH = 8;

export const NO_TOTALS: ReconcileTotals = { pages: 0, listed: 0, matched: 0, missing: 0, unrecoverable: 0 };

/** What the ids of captured documents' events begin with. */
export const RECONCILED = 'recon:';

/** The id a captured document's event gets; another state of the document is another event. */
export function reconciledEventId({ documentId, updatedAt }: ListedDocument): string {
  return `${RECONCILED}${boundedId(documentId)}:${updatedAt}`;
}

/** Why a source of this provider, with these options, cannot be reconciled, in words for a person; undefined: it can. */
export function findMissingOption(
  { manifest, reconciliation }: Pick<Provider, 'manifest' | 'reconciliation'>,
  options: unknown,
): string | undefined {
  return reconciliation
    ? reconciliation.missingOption(options)
    : `${manifest.name} has no list of what it finished.`;
}

export interface ScanInput {
  readonly state: ReconcileState;
  readonly settings: ReconcileSettings;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Of a backfill, which knows no horizon. */
  readonly since?: number | undefined;
}

/** A new scan: documents changed since the last one began (and some before), and long enough ago for their webhooks to have come. */
export function startScan({ state, settings, now, since }: ScanInput): ReconcileScan {
  const earliest = Math.max(
    parseTime(settings.from) ?? state.startedAt,
    now - settings.horizonDays * DAY_MS,
    (state.lastScanStartedAt ?? 0) - SCAN_OVERLAP_MS,
  );
  return {
    ...NO_TOTALS,
    startedAt: now,
    since: since ?? earliest,
    until: now - settings.settleMinutes * MINUTE_MS,
  };
}

/** An interrupted backfill older than this starts again: its window ends when it was started. */
const BACKFILL_MEMORY_MS = 7 * DAY_MS;

/**
 * The scan to continue. A backfill that reaches as far back is resumed, so that `--since 30d` can be repeated a minute later; one that
 * reaches further back is another backfill.
 */
export function findResumableScan({ state: { scan }, since, now }: ScanInput): ReconcileScan | undefined {
  if (since === undefined || !scan) {
    return scan;
  }
  const isYoung = now - scan.startedAt < BACKFILL_MEMORY_MS;
  return isYoung && scan.since <= since ? scan : undefined;
}

/** Whether no document can lie in the scan's window. */
export function isEmptyWindow({ since, until }: Pick<ReconcileScan, 'since' | 'until'>): boolean {
  return since > until;
}

export function isInWindow(document: ListedDocument, { since, until }: ReconcileScan): boolean {
  const updatedAt = Date.parse(document.updatedAt);
  return updatedAt >= since && updatedAt <= until;
}

/** Whether its webhook may still be under way: a later scan looks at it. */
export function isTooYoung({ updatedAt }: ListedDocument, { until }: Pick<ReconcileScan, 'until'>): boolean {
  return Date.parse(updatedAt) > until;
}

/** Whether a record of this document would still be here. One that may have expired says nothing by its absence. */
export function isRecordRetained(
  { createdAt }: ListedDocument,
  { recordRetentionDays }: Pick<Policy, 'recordRetentionDays'>,
  now: number,
): boolean {
  return Date.parse(createdAt) >= now - (recordRetentionDays * DAY_MS - RECORD_MARGIN_MS);
}

/** Whether this record accounts for the listed document: then nothing is missing. */
export function accountsFor(record: EventRecord, document: ListedDocument): boolean {
  if (record.status === 'ARCHIVED') {
    // Too old is a decision of ours; any other type said nothing of an extraction.
    return record.lastError?.kind === 'too_old';
  }
  if (record.status === 'EXTRACTION_FAILED' && document.state === 'extracted') {
    // It failed, and was extracted later: that later event is the missing one.
    return (parseTime(record.occurredAt) ?? record.receivedAt) >= Date.parse(document.updatedAt);
  }
  return true;
}

/** What a scan keeps of a page, to recognise what the next page repeats. */
export function digestPage(documents: readonly ListedDocument[]): string {
  return documents.map(digest).join('');
}

/** The documents that the page before did not have, each once. */
export function withoutSeen(documents: readonly ListedDocument[], seen = ''): readonly ListedDocument[] {
  const known = new Set(seen.match(new RegExp(`.{${DIGEST_LENGTH}}`, 'g')));
  return documents.filter((document) => {
    const key = digest(document);
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
}

function digest({ documentId, updatedAt }: ListedDocument): string {
  return Buffer.from(sha256Hex(`${documentId}\n${updatedAt}`).slice(0, 12), 'hex').toString('base64url');
}

/** The totals after one more page. */
export function addPage(totals: ReconcileTotals, page: Omit<ReconcileTotals, 'pages'>): ReconcileTotals {
  return {
    pages: totals.pages + 1,
    listed: totals.listed + page.listed,
    matched: totals.matched + page.matched,
    missing: totals.missing + page.missing,
    unrecoverable: totals.unrecoverable + page.unrecoverable,
  };
}
