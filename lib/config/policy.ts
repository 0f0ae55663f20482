import type { Policy } from '../../lambda/domain/lifecycle/policy';
import type { Config } from './config';

/** The limits the use cases obey, as the configuration and its timing imply them. */
export function policyOf({ timing, retry, retention, indexShards, formerIndexShards }: Config): Policy {
  return {
    leaseSeconds: timing.leaseSeconds,
    graceSeconds: timing.graceSeconds,
    retryWindowSeconds: retry.windowHours * 3600,
    notReadyWindowSeconds: retry.notReadyWindowHours * 3600,
    notFoundGraceSeconds: retry.notFoundGraceMinutes * 60,
    recordRetentionDays: retention.recordDays,
    indexShards,
    ...(formerIndexShards !== undefined && { formerIndexShards }),
  };
}
