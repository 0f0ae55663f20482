import type { MetricName } from '../metrics';

/**
 * Why a delivery was refused, and the metric that counts it, under its source and this reason. `missing` to `future`: its
 * signature (`provider.ts`). `no_key`: set-up mode. `too_large`: over the body limit. `unavailable`: it could not be checked, or is not known to be claimed.
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

export const REFUSAL_REASONS = Object.keys(REFUSAL_METRICS) as readonly RefusalReason[];

/** What counts a delivery that proved to be the provider's, under its source. */
export const ACCEPTED_METRICS = [
  'Accepted',
  'Duplicate',
  'Archived',
  'Quarantined',
] as const satisfies readonly MetricName[];
