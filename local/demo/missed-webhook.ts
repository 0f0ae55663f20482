import { reconciledEventId } from '../../lambda/domain/reconcile/reconcile-scan';
import { eventKey } from '../../lambda/domain/record/keys';
import { findSettings } from '../run/local-sources';
import { type Ground, runScheduled, sendEvent, untilFinal } from './rare-path-steps';

const AN_HOUR_MS = 60 * 60 * 1000;

/**
 * A document whose webhook does not come: reconciliation captures it. Then the webhook comes after all, and shares the
 * captured result. Only where the source is reconciled.
 */
export async function takeMissedWebhook(ground: Ground): Promise<void> {
  const { run, source } = ground;
  const simulator = run.simulators[source.provider];
  if (!simulator || !isReconciled(ground)) {
    return;
  }
  const documentId = 'document-rare-missed-webhook';
  // Old enough for its webhook to count as missed.
  const anHourAgo = new Date(Date.now() - AN_HOUR_MS).toISOString();
  simulator.finish([{ id: documentId, createdAt: anHourAgo, updatedAt: anHourAgo }]);
  await runScheduled(ground);
  const listed = { documentId, state: 'extracted', createdAt: anHourAgo, updatedAt: anHourAgo } as const;
  await untilFinal(eventKey(source.id, reconciledEventId(listed)), `${source.id}: webhook missed`, ground);
  const eventId = 'rare-missed-webhook';
  await sendEvent(ground, { eventId, documentId });
  await untilFinal(eventKey(source.id, eventId), `${source.id}: webhook late`, ground);
}

function isReconciled({ run: { deployment }, source: { id } }: Ground): boolean {
  return findSettings(deployment)?.sources.some((source) => source.id === id && source.reconcile) ?? false;
}
