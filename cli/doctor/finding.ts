import * as z from 'zod';
import type { Inbox } from '../inbox';

/** `skipped`: could not be looked at, or does not apply here. Only `fail` makes the command fail. */
export const VERDICTS = ['ok', 'warn', 'fail', 'skipped'] as const;

/** One thing that was looked at. */
export const findingSchema = z.strictObject({
  check: z.string(),
  /** Of which source, provider or alarm. */
  about: z.string().optional(),
  verdict: z.enum(VERDICTS),
  what: z.string(),
  /** What to do; there whenever something is wrong. */
  remedy: z.string().optional(),
});

export type Finding = z.infer<typeof findingSchema>;

/** What a check says, before its name is put to it. */
export type Said = Omit<Finding, 'check'>;

/** What a check looks at. */
export interface Ward {
  readonly inbox: Inbox;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** One thing a newcomer gets wrong, or that breaks in operation. */
export interface Check {
  readonly id: string;
  run(ward: Ward): Promise<readonly Said[]>;
}

export function ok(what: string, about?: string): Said {
  return { verdict: 'ok', what, ...(about !== undefined && { about }) };
}

export function skipped(what: string, about?: string): Said {
  return { verdict: 'skipped', what, ...(about !== undefined && { about }) };
}

interface Trouble {
  readonly what: string;
  readonly remedy: string;
  readonly about?: string;
}

export function warn(trouble: Trouble): Said {
  return { verdict: 'warn', ...trouble };
}

export function fail(trouble: Trouble): Said {
  return { verdict: 'fail', ...trouble };
}
