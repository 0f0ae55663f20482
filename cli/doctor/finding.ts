import * as z from 'zod';
import type { Inbox } from '../connection/inbox';

/**
 * Everything `inbox doctor` can find, by its stable code. Scripts rely on the codes: rename none. Each has a row in
 * docs/operate/doctor.md with its remedy.
 */
export const FINDING_KINDS = {
  local_run_not_running: { severity: 'problem', meaning: 'the local run does not answer, or there is none' },
  credentials_unusable: { severity: 'problem', meaning: 'AWS rejects the credentials, or there are none' },
  stack_not_found: { severity: 'problem', meaning: 'there is no such stack in this region' },
  stack_failed: { severity: 'problem', meaning: 'the last deployment failed' },
  stack_changing: { severity: 'warning', meaning: 'a deployment is running' },
  outputs_missing: { severity: 'problem', meaning: 'outputs of the stack are missing' },
  check_failed: { severity: 'problem', meaning: 'a check could not run' },
  check_not_permitted: { severity: 'warning', meaning: 'these credentials may not run a check' },
  secret_placeholder: { severity: 'problem', meaning: 'a secret still holds the placeholder' },
  secret_malformed: { severity: 'problem', meaning: 'a secret has a form that the functions reject' },
  secret_unreadable: { severity: 'problem', meaning: 'a secret cannot be read' },
  webhook_unreachable: { severity: 'problem', meaning: 'nothing answers at the webhook URL' },
  webhook_open: { severity: 'problem', meaning: 'the webhook URL accepts an unsigned request' },
  webhook_set_up_mode: { severity: 'problem', meaning: 'the source waits for its signing key' },
  webhook_no_route: { severity: 'problem', meaning: 'the API has no route for the source' },
  webhook_blocked: {
    severity: 'problem',
    meaning: 'something in front of the API refuses the webhook request',
  },
  webhook_throttled: { severity: 'problem', meaning: 'the API throttles the source' },
  webhook_failing: { severity: 'problem', meaning: 'the ingest function fails' },
  clock_skew: { severity: 'warning', meaning: 'this machine’s clock differs from the inbox’s' },
  provider_unavailable: { severity: 'problem', meaning: 'the provider’s API gives no usable answer' },
  token_refused: { severity: 'problem', meaning: 'the provider refuses the API token' },
  token_unclear: {
    severity: 'warning',
    meaning: 'the provider accepts the token but refuses the trial call',
  },
  queue_stale: { severity: 'problem', meaning: 'messages wait too long in a work queue' },
  dead_letters: { severity: 'problem', meaning: 'the processor crashed on events' },
  signing_key_mismatch: {
    severity: 'problem',
    meaning: 'no delivery is accepted, and signatures match no live key',
  },
  deliveries_refused: { severity: 'warning', meaning: 'deliveries were refused in the last hour' },
  list_refused: { severity: 'problem', meaning: 'the provider refuses to list finished documents' },
  open_events_retrying: {
    severity: 'warning',
    meaning: 'open events have failed for less than 10 minutes',
  },
  open_events_failing: { severity: 'problem', meaning: 'open events have failed for 10 minutes or more' },
  index_shards_lowered: {
    severity: 'problem',
    meaning: 'open events are in shards that are not configured: `indexShards` was lowered',
  },
  given_up_events: { severity: 'problem', meaning: 'events were given up in the last 24 hours' },
  given_up_events_earlier: { severity: 'warning', meaning: 'events were given up 1 to 7 days ago' },
  quarantined_events: { severity: 'problem', meaning: 'bodies were quarantined in the last 24 hours' },
  quarantined_events_earlier: { severity: 'warning', meaning: 'bodies were quarantined 1 to 7 days ago' },
  stored_results_missing: {
    severity: 'problem',
    meaning: 'objects of stored results are not in the bucket',
  },
  reconciler_behind: { severity: 'warning', meaning: 'the last complete scan is too long ago' },
  open_events_overdue: {
    severity: 'problem',
    meaning: 'an event has been open for half of its retry window',
  },
  reconciler_off: { severity: 'warning', meaning: 'missed deliveries are not looked for' },
  alarm_active: { severity: 'problem', meaning: 'an alarm of the stack is in ALARM' },
  alarms_missing: { severity: 'warning', meaning: 'the stack has no alarms' },
  protection_off: { severity: 'warning', meaning: 'the stack or its table can be deleted' },
  alarms_unheard: { severity: 'warning', meaning: 'no alarm notifies anyone' },
} as const satisfies Readonly<Record<string, { severity: 'problem' | 'warning'; meaning: string }>>;

export type FindingCode = keyof typeof FINDING_KINDS;

const shared = {
  check: z.string(),
  /** The source, provider or alarm concerned. */
  about: z.string().optional(),
};

/** The document of `doctor --json`. */
export const doctorReport = z.strictObject({
  /** No problem was found; warnings are allowed. */
  healthy: z.boolean(),
  findings: z.array(
    z.strictObject({
      code: z.enum(Object.keys(FINDING_KINDS) as [FindingCode, ...FindingCode[]]),
      /** Only a `problem` makes the command fail. */
      severity: z.enum(['problem', 'warning']),
      ...shared,
      what: z.string(),
      remedy: z.string(),
    }),
  ),
  /** What was tested in this run and found in order. */
  passed: z.array(z.strictObject({ ...shared, what: z.string() })),
  notTested: z.array(z.strictObject({ ...shared, why: z.string() })),
});

type Report = z.infer<typeof doctorReport>;
export type Finding = Report['findings'][number];

/** One line of a check's answer. */
export type CheckResult =
  | ({ readonly result: 'finding' } & Omit<Finding, 'check'>)
  | ({ readonly result: 'passed' } & Omit<Report['passed'][number], 'check'>)
  | ({ readonly result: 'not_tested' } & Omit<Report['notTested'][number], 'check'>);

export type NamedResult = CheckResult & { readonly check: string };

export interface CheckContext {
  readonly inbox: Inbox;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Tests one thing that a newcomer gets wrong, or that breaks in operation. What it throws becomes a finding. */
export type Check = (context: CheckContext) => Promise<readonly CheckResult[]>;

/** `what` says what was tested, and nothing that was not. */
export function passed(what: string, about?: string): CheckResult {
  return { result: 'passed', what, ...(about !== undefined && { about }) };
}

export function notTested(why: string, about?: string): CheckResult {
  return { result: 'not_tested', why, ...(about !== undefined && { about }) };
}

/** The code decides whether it is a problem or a warning. */
export function finding(code: FindingCode, details: Pick<Finding, 'what' | 'remedy' | 'about'>): CheckResult {
  return { result: 'finding', code, severity: FINDING_KINDS[code].severity, ...details };
}

/** What `doctor --json` shows, and any other reader of the checks. */
export function toReport(results: readonly NamedResult[]): Report {
  const report: Report = { healthy: true, findings: [], passed: [], notTested: [] };
  for (const { result, ...one } of results) {
    if ('severity' in one) {
      report.findings.push(one);
      report.healthy &&= one.severity === 'warning';
    } else if ('what' in one) {
      report.passed.push(one);
    } else {
      report.notTested.push(one);
    }
  }
  return report;
}
