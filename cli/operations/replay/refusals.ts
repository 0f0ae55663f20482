/** What a person may do about an event that was not brought back. */
export const REFUSAL_REMEDIES: Readonly<Record<string, string>> = {
  unknown_event: 'there is no such event (any more); records expire after their retention',
  unknown_source: 'its source left the configuration; add it and deploy again',
  not_final: 'it is being worked on already; see `inbox events show`',
  not_failed: 'it is no longer FAILED: somebody else was faster, or its work has ended',
  superseded: 'it became a real event, which is the one to replay; see supersededBy',
  use_redrive: 'it has failed since the plan was made; run the same again',
  body_gone:
    'its webhook body is gone from S3, and its record does not say what to ask for; only a new delivery by the provider brings it back',
  invalid: 'this version cannot read its body; replay it after an update that can',
  nothing_to_fetch: 'its event type announces no data to fetch',
};
