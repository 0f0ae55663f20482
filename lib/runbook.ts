/** Headings of docs/runbook.md as their anchors: each alarm names one, and a test proves that it is there. */
export const RUNBOOK = {
  deadLetters: 'dead-letters',
  credentialsRejected: 'credentials-rejected',
  eventsFailed: 'events-failed',
  staleMessages: 'stale-messages',
  claimsUnavailable: 'claims-unavailable',
  ingestErrors: 'ingest-errors',
  serverErrors: 'server-errors',
  sweeperErrors: 'sweeper-errors',
  sweeperSilent: 'sweeper-silent',
} as const;

/** Where a person who is woken by an alarm reads on. */
export function runbookLink(entry: keyof typeof RUNBOOK): string {
  return `docs/runbook.md#${RUNBOOK[entry]}`;
}
