/** Names shared by the code that counts or measures, the alarms, the dashboard and the docs. A count adds up; of seconds, the maximum or a percentile is read. */
export const METRICS = {
  Accepted: { unit: 'Count', meaning: 'a new event was claimed' },
  Duplicate: { unit: 'Count', meaning: 'a known event was delivered again' },
  Archived: { unit: 'Count', meaning: 'an authentic event that carries nothing to fetch' },
  ArchivedContent: {
    unit: 'Count',
    meaning: 'the content of an archived event was downloaded from its link',
  },
  ArchivedLinkExpired: {
    unit: 'Count',
    meaning: 'the link of an archived event expired before its content was downloaded',
  },
  Quarantined: { unit: 'Count', meaning: 'an authentic body that this version cannot parse' },
  ContentMismatch: { unit: 'Count', meaning: 'one event ID arrived with two different bodies' },
  StatusMismatch: { unit: 'Count', meaning: 'event type and payload status disagree' },
  UnknownPayloadShape: {
    unit: 'Count',
    meaning: 'a payload has an undocumented form; it was treated as a link',
  },
  EventIdReused: {
    unit: 'Count',
    meaning: 'another event arrived under a known ID; it has its own record',
  },
  BodyRenewed: {
    unit: 'Count',
    meaning: 'a new delivery renewed the body of an event that had no result yet',
  },
  SignatureRejected: { unit: 'Count', meaning: 'a request was rejected for its signature' },
  SignatureTooOld: { unit: 'Count', meaning: 'among them: signed with a live key, but too old' },
  SetupModeRefused: {
    unit: 'Count',
    meaning: 'a request arrived while the signing secret was still the placeholder',
  },
  BodyTooLarge: { unit: 'Count', meaning: 'a request was refused for its size; answered 413' },
  ClaimUnavailable: { unit: 'Count', meaning: 'a webhook could not be checked or recorded; answered 503' },
  DeferredToSweeper: { unit: 'Count', meaning: 'a message could not be sent; the sweeper will send it' },
  Stored: { unit: 'Count', meaning: 'a result was stored' },
  ResultEmpty: { unit: 'Count', meaning: 'among them: the extraction is complete and empty' },
  ExtractionFailed: { unit: 'Count', meaning: 'the provider says the extraction failed' },
  Failed: { unit: 'Count', meaning: 'an event was given up' },
  NoLongerAvailable: {
    unit: 'Count',
    meaning: 'the provider deleted a result before it was fetched; not counted as Failed',
  },
  IdentityMismatch: { unit: 'Count', meaning: 'an answer named another document; it was not stored' },
  ReplayBroughtNothing: {
    unit: 'Count',
    meaning: 'a replay got no result; the record returned to its previous state',
  },
  EventBodyLost: {
    unit: 'Count',
    meaning: 'an event was processed without its body, which is no longer in S3',
  },
  Retried: { unit: 'Count', meaning: 'an attempt failed and will be repeated' },
  Throttled: { unit: 'Count', meaning: 'the provider answered 429' },
  CredentialsRejected: { unit: 'Count', meaning: 'the provider rejected our API token' },
  LeaseTakenOver: { unit: 'Count', meaning: 'a lease expired without an outcome and was taken over' },
  LeaseLost: { unit: 'Count', meaning: 'an attempt ended after another attempt had taken its lease' },
  UnknownEvent: { unit: 'Count', meaning: 'a message named an event without a record' },
  ProcessingCrashed: { unit: 'Count', meaning: 'the processor crashed on an event' },
  Resent: { unit: 'Count', meaning: 'the sweeper sent a message again' },
  SourceRemoved: {
    unit: 'Count',
    meaning: 'an open event waits, because its source is not configured',
  },
  ResultShared: { unit: 'Count', meaning: 'a late webhook found the result that reconciliation had fetched' },
  ReconciliationGap: { unit: 'Count', meaning: 'a document whose webhook never arrived was captured' },
  ReconciliationUnrecoverable: {
    unit: 'Count',
    meaning: 'the provider lists a document that cannot be captured',
  },
  ReconciliationOverdue: {
    unit: 'Seconds',
    meaning: 'how long a source is overdue for a page of its provider’s list',
  },
  OpenEventAge: { unit: 'Seconds', meaning: 'the age of an event that stays open' },
  TimeToResult: {
    unit: 'Seconds',
    meaning: 'the time from an event to its result, or to the provider’s answer that there is none',
  },
} as const satisfies Readonly<Record<string, { unit: 'Count' | 'Seconds'; meaning: string }>>;

type NameOf<Unit> = {
  [Name in keyof typeof METRICS]: (typeof METRICS)[Name]['unit'] extends Unit ? Name : never;
}[keyof typeof METRICS];

/** A metric that is counted. */
export type MetricName = NameOf<'Count'>;

/** A metric that is measured, in seconds. */
export type MeasureName = NameOf<'Seconds'>;

/**
 * Why a delivery was refused, and the metric that counts it by source and reason. `missing` to `future` are about its signature.
 * `no_key`: set-up mode. `unavailable`: it could not be checked or recorded.
 */
export const REFUSAL_METRICS = {
  missing: 'SignatureRejected',
  malformed: 'SignatureRejected',
  mismatch: 'SignatureRejected',
  stale: 'SignatureRejected',
  future: 'SignatureRejected',
  no_key: 'SetupModeRefused',
  too_large: 'BodyTooLarge',
  unavailable: 'ClaimUnavailable',
} as const satisfies Readonly<Record<string, MetricName>>;

/** The dimension `reason` of a refusal's metric, and the field of its log line. */
export type RefusalReason = keyof typeof REFUSAL_METRICS;

export const REFUSAL_REASONS = /* @__PURE__ */ Object.keys(REFUSAL_METRICS) as readonly RefusalReason[];

/** What counts a delivery that proved to be the provider's, under its source. */
export const ACCEPTED_METRICS = [
  'Accepted',
  'Duplicate',
  'Archived',
  'Quarantined',
] as const satisfies readonly MetricName[];
