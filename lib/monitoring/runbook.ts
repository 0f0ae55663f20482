/** Headings of docs/runbook.md as their anchors: each alarm names one, and a test proves that it is there. */
export const RUNBOOK = {
  documentsNotArriving: 'documents-not-arriving',
  deadLetters: 'dead-letters',
  staleMessages: 'stale-messages',
  providerThrottling: 'provider-throttling',
  processorErrors: 'processor-errors',
  lambdaThrottling: 'lambda-throttling',
  claimsUnavailable: 'claims-unavailable',
  ingestErrors: 'ingest-errors',
  signatureSurge: 'signature-surge',
  signaturesTooOld: 'signatures-too-old',
  eventsQuarantined: 'events-quarantined',
  deferredSends: 'deferred-sends',
  credentialsRejected: 'credentials-rejected',
  unknownEvent: 'unknown-event',
  eventsFailed: 'events-failed',
  identityMismatch: 'identity-mismatch',
  noLongerAvailable: 'no-longer-available',
  archivedLinkExpired: 'archived-link-expired',
  eventIdReused: 'event-id-reused',
  oldestOpenEvent: 'oldest-open-event',
  nothingStored: 'nothing-stored',
  sweeperErrors: 'sweeper-errors',
  sweeperSilent: 'sweeper-silent',
  reconciliationGap: 'reconciliation-gap',
  reconcilerErrors: 'reconciler-errors',
  reconcilerSilent: 'reconciler-silent',
  reconciliationOverdue: 'reconciliation-overdue',
} as const;

/** Where a person who is woken by an alarm reads on. `url` is the runbook's page. */
export function runbookLink(url: string, entry: keyof typeof RUNBOOK): string {
  return `${url}#${RUNBOOK[entry]}`;
}
