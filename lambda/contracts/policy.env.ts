import * as z from 'zod/mini';
import type { Policy } from '../domain/lifecycle/policy';
import { jsonEnv } from './json-env';

const positive = z.number().check(z.positive());

/** The policy as functions and tools are told it. */
export const policySchema = z.strictObject({
  leaseSeconds: positive,
  graceSeconds: positive,
  retryWindowSeconds: positive,
  notReadyWindowSeconds: positive,
  notFoundGraceSeconds: positive,
  recordRetentionDays: positive,
  indexShards: positive,
  formerIndexShards: z.optional(positive),
} satisfies Record<keyof Policy, unknown>);

/** `POLICY`: JSON of domain/policy.ts `Policy`. */
export const policyEnv = z.object({ POLICY: jsonEnv(policySchema) });
