import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { findCurrentResult } from '../../../lambda/domain/result/current-result';
import { isReconciled } from '../../../lambda/domain/result/reconciled-duplicate';
import type { World } from '../../../test/simulated/world';
import type { Birth } from './check-write';

/** Two events that stored a result each of one extraction: a webhook, and what reconciliation captured in its place. */
export interface DoubledResult {
  readonly webhook: Birth;
  readonly reconciled: Birth;
}

/**
 * The extractions with two results. A webhook that names no document cannot be known as a duplicate before it was fetched. A replayed
 * event asks for a result of its own, and an empty result spares nobody the call.
 */
export function findDoubled(births: readonly Birth[], { store }: World): readonly DoubledResult[] {
  const stored = births.filter(
    ({ record }) => record.documentId !== undefined && storesOwnResult(store.records.get(record.pk)),
  );
  return stored
    .filter(({ record }) => isReconciled(record))
    .flatMap((reconciled) =>
      stored
        .filter(({ record }) => !isReconciled(record) && isSameExtraction(record, reconciled.record))
        .map((webhook) => ({ webhook, reconciled })),
    );
}

/**
 * Whether reconciliation could not know of the webhook: one that comes within half of the time a document has to settle is not asked
 * whether it is a duplicate, and from its receipt to its place in the document index it took longer than the other half.
 */
export function isUnavoidable({ webhook }: DoubledResult, { source, options }: World): boolean {
  const settleMs = (source.reconcile?.settleMinutes ?? 0) * 60_000;
  const claimMs = webhook.at - webhook.record.receivedAt;
  return claimMs + (options.documentLagMs ?? 0) >= settleMs / 2;
}

/** Whether a reader of the document is shown one of the results. */
export function hasCurrentResult({ webhook, reconciled }: DoubledResult, { store, source }: World): boolean {
  const records = [webhook, reconciled].map(({ record }) => store.records.get(record.pk) ?? record);
  return findCurrentResult(records, source.provider.manifest) !== undefined;
}

function storesOwnResult(record: EventRecord | undefined): boolean {
  const isOwn = record?.status === 'STORED' && record.sharedResultOf === undefined;
  return isOwn && !record.resultEmpty && record.generation === 1;
}

/** A webhook that does not say when its document was extracted may tell of this extraction. */
function isSameExtraction(
  webhook: EventRecord,
  { documentKey, eventType, occurredAt }: EventRecord,
): boolean {
  return (
    webhook.documentKey === documentKey &&
    webhook.eventType === eventType &&
    (webhook.occurredAt ?? occurredAt) === occurredAt
  );
}
