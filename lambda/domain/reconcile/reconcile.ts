import type { Policy } from '../lifecycle/policy';
import { type EventRecord, toIso } from '../record/event-record';
import { boundedId, sha256Hex } from '../record/keys';
import type { ReconcilePass, ReconcileState } from './reconcile-state';
import type { ListedDocument, ReconcileSettings, ReconcileTotals } from './reconciliation';

/** What a source is reconciled by when its configuration says nothing. */
export const RECONCILE_DEFAULTS = {
  everyMinutes: 60,
  horizonDays: 30,
  settleMinutes: 15,
} as const satisfies ReconcileSettings;

/**
 * Each pass looks this far back behind the start of the one before: a list that shifted while it was read, or a provider's clock
 * that lags, hides a document from one pass, not from all of a day's.
 */
const PASS_OVERLAP_MS = 24 * 60 * 60 * 1000;
const DAY_MS = 86_400_000;
/** A record lives at least its retention from the document's creation on; clocks differ. */
const RECORD_MARGIN_MS = DAY_MS;
const MINUTE_MS = 60_000;
const DIGEST_LENGTH = 8;

export const NO_TOTALS: ReconcileTotals = { pages: 0, looked: 0, matched: 0, missing: 0, unrecoverable: 0 };

/** What the ids of captured documents' events begin with. */
export const RECONCILED = 'recon:';

/** The id a captured document's event gets; another state of the document is another event. */
export function reconciledEventId({ documentId, updatedAt }: ListedDocument): string {
  return `${RECONCILED}${boundedId(documentId)}:${updatedAt}`;
}

export interface PassInput {
  readonly state: ReconcileState;
  readonly settings: ReconcileSettings;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Of a backfill, which knows no horizon. */
  readonly since?: number | undefined;
}

/** A fresh pass: documents changed since the last one began (and some before), and long enough ago for their webhooks to have come. */
export function newPass({ state, settings, now, since }: PassInput): ReconcilePass {
  const last = Date.parse(state.lastPassStartedAt ?? '');
  const earliest = Math.max(
    Date.parse(settings.from ?? state.startedAt),
    now - settings.horizonDays * DAY_MS,
    Number.isNaN(last) ? 0 : last - PASS_OVERLAP_MS,
  );
  return {
    ...NO_TOTALS,
    startedAt: toIso(now),
    since: toIso(since ?? earliest),
    until: toIso(now - settings.settleMinutes * MINUTE_MS),
  };
}

/**
 * When a source began, as its first run has it: a rate() rule fires first at the latest one interval after its creation, and a
 * webhook lost in between is missed too.
 */
export function beginningOf({ everyMinutes }: Pick<ReconcileSettings, 'everyMinutes'>, now: number): string {
  return toIso(now - everyMinutes * MINUTE_MS);
}

/** After this a backfill that was left is begun anew: its window ends where it was begun. */
const BACKFILL_MEMORY_MS = 7 * DAY_MS;

/**
 * The pass to go on with. A backfill that reaches as far back is resumed, so that `30d` may be said again a minute later; one from
 * further back is another.
 */
export function resumedPass({ state: { pass }, since, now }: PassInput): ReconcilePass | undefined {
  if (since === undefined || !pass) {
    return pass;
  }
  const isYoung = now - Date.parse(pass.startedAt) < BACKFILL_MEMORY_MS;
  return isYoung && Date.parse(pass.since) <= since ? pass : undefined;
}

/** Whether any document can lie in the pass's window at all. */
export function isEmpty({ since, until }: Pick<ReconcilePass, 'since' | 'until'>): boolean {
  return since > until;
}

export function isInWindow(document: ListedDocument, { since, until }: ReconcilePass): boolean {
  return document.updatedAt >= since && document.updatedAt <= until;
}

/** Whether a record of this document would still be here. One that may have expired says nothing by its absence. */
export function recordWouldLive(
  { createdAt }: ListedDocument,
  { recordRetentionDays }: Pick<Policy, 'recordRetentionDays'>,
  now: number,
): boolean {
  return Date.parse(createdAt) >= now - (recordRetentionDays * DAY_MS - RECORD_MARGIN_MS);
}

/** Whether this record is news of what the provider lists: then nothing is missing. */
export function answers(record: EventRecord, document: ListedDocument): boolean {
  if (record.status === 'ARCHIVED') {
    // Too old is a decision of ours; any other type said nothing of an extraction.
    return record.lastError?.kind === 'too_old';
  }
  if (record.status === 'EXTRACTION_FAILED' && document.state === 'extracted') {
    // It failed, and was extracted later: that later event is the missing one.
    return instantOf(record) >= Date.parse(document.updatedAt);
  }
  return true;
}

/** When the provider says the record's event happened; when it came, if it does not say. */
function instantOf({ occurredAt, receivedAt }: EventRecord): number {
  const occurred = Date.parse(occurredAt ?? '');
  return Number.isNaN(occurred) ? Date.parse(receivedAt) : occurred;
}

/** What a pass remembers of a page, to know what the next page repeats. */
export function digestsOf(documents: readonly ListedDocument[]): string {
  return documents.map(digestOf).join('');
}

/** The documents that the page before did not have, each once. */
export function unseen(documents: readonly ListedDocument[], seen = ''): readonly ListedDocument[] {
  const known = new Set(seen.match(new RegExp(`.{${DIGEST_LENGTH}}`, 'g')));
  return documents.filter((document) => {
    const digest = digestOf(document);
    const isNew = !known.has(digest);
    known.add(digest);
    return isNew;
  });
}

function digestOf({ documentId, updatedAt }: ListedDocument): string {
  return Buffer.from(sha256Hex(`${documentId}\n${updatedAt}`).slice(0, 12), 'hex').toString('base64url');
}

/** The totals after one more page. */
export function added(totals: ReconcileTotals, page: Omit<ReconcileTotals, 'pages'>): ReconcileTotals {
  return {
    pages: totals.pages + 1,
    looked: totals.looked + page.looked,
    matched: totals.matched + page.matched,
    missing: totals.missing + page.missing,
    unrecoverable: totals.unrecoverable + page.unrecoverable,
  };
}
