/** Names shared by the code that counts, the alarms that watch, and the docs. */
export const METRIC_NAMESPACE = 'ExtractionInbox';

export const METRICS = {
  Accepted: 'a new event was claimed',
  Duplicate: 'a known event was delivered again',
  Archived: 'a genuine event that carries nothing to fetch',
  Quarantined: 'a genuine body this version cannot read',
  ContentMismatch: 'one event id came with two different bodies',
  StatusMismatch: 'event type and payload status disagree',
  SignatureRejected: 'a request was refused for its signature',
  SetupModeRefused: 'a request came while the signing secret was still the placeholder',
  ClaimUnavailable: 'a claim was not known to be durable; answered 503',
  DeferredToSweeper: 'a message could not be sent; the sweeper will send it',
  Stored: 'a result was stored',
  ExtractionFailed: 'the provider says the extraction failed',
  Failed: 'we gave up on an event',
  Retried: 'an attempt failed and will be repeated',
  Throttled: 'the provider answered 429',
  CredentialsRejected: 'the provider refused our API token',
  LeaseTakenOver: 'a lease expired without an outcome and was taken over',
  LeaseLost: 'an attempt ended after another had taken its lease',
  UnknownEvent: 'a message named an event without a record',
  ProcessingCrashed: 'our own code broke on an event',
  Resent: 'the sweeper sent a message again',
} as const;

export type MetricName = keyof typeof METRICS;
