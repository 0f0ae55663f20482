import * as z from 'zod';
import type { Inbox } from '../connection/inbox';
import { FINDING_CODES, FINDING_KINDS, type FindingCode } from './finding-codes';

const place = {
  check: z.string(),
  /** The source, provider or alarm concerned. */
  about: z.string().optional(),
};

/** Something that is wrong, or will be. Only a `problem` makes the command fail. */
export const findingSchema = z.strictObject({
  code: z.enum(FINDING_CODES),
  severity: z.enum(['problem', 'warning']),
  ...place,
  what: z.string(),
  remedy: z.string(),
});

/** What was tested in this run and is as it must be. */
export const passedSchema = z.strictObject({ ...place, what: z.string() });

/** What was not tested in this run, and why. */
export const notTestedSchema = z.strictObject({ ...place, why: z.string() });

/** The document of `doctor --json`. */
export const doctorReport = z.strictObject({
  /** No problem was found; warnings are allowed. */
  healthy: z.boolean(),
  findings: z.array(findingSchema),
  passed: z.array(passedSchema),
  notTested: z.array(notTestedSchema),
});

export type Finding = z.infer<typeof findingSchema>;

/** One line of what a check says. */
export type CheckResult =
  | ({ readonly result: 'finding' } & Omit<Finding, 'check'>)
  | ({ readonly result: 'passed' } & Omit<z.infer<typeof passedSchema>, 'check'>)
  | ({ readonly result: 'not_tested' } & Omit<z.infer<typeof notTestedSchema>, 'check'>);

/** The same, with the check that said it. */
export type NamedResult = CheckResult & { readonly check: string };

/** What a check looks at. */
export interface CheckContext {
  readonly inbox: Inbox;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Something that a newcomer gets wrong, or that breaks in operation. */
export interface Check {
  readonly id: string;
  /** What it throws becomes a finding: it never counts as passed. */
  run(context: CheckContext): Promise<readonly CheckResult[]>;
}

/** `what` says what was tested, and nothing that was not. */
export function passed(what: string, about?: string): CheckResult {
  return { result: 'passed', what, ...(about !== undefined && { about }) };
}

export function notTested(why: string, about?: string): CheckResult {
  return { result: 'not_tested', why, ...(about !== undefined && { about }) };
}

interface FindingDetails {
  readonly what: string;
  readonly remedy: string;
  readonly about?: string;
}

/** The code decides whether it is a problem or a warning. */
export function finding(code: FindingCode, details: FindingDetails): CheckResult {
  return { result: 'finding', code, severity: FINDING_KINDS[code].severity, ...details };
}
