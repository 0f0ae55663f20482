/** What a person may do about an event that was not brought back. */
export const REFUSAL_REMEDIES: Readonly<Record<string, string>> = {
  unknown_event: 'there is no such event (any more); records expire after their retention',
  unknown_source: 'its source left the configuration; add it and deploy again',
  not_final: 'it is being worked on; see `inbox events show`',
  not_failed: 'it is no longer FAILED: somebody else was faster, or its work has ended',
  superseded: 'it became a real event, which is the one to replay; see supersededBy',
  body_gone: 'the webhook’s body has expired in S3; the provider must send it again',
  unreadable: 'this version cannot read its body either',
  nothing_to_fetch: 'its event type announces no data',
};
