import type { Config } from '../../../lib/config/config';
import { assertCoherent } from '../../../lib/config/timing';

/** As short as the order of the stack's times allows while a process still has time to work. Seconds. */
const QUICK = {
  processorTimeoutSeconds: 6,
  leaseSeconds: 7,
  visibilitySeconds: 8,
  graceSeconds: 9,
};

/** No rule of EventBridge runs more often than once a minute, so a quick run starts the sweeper itself. */
export const QUICK_SWEEP_SECONDS = 2;

/**
 * The same configuration with times that no stack in AWS would have: a test sees within seconds how it recovers.
 * @throws ConfigError when the times are out of order
 */
export function withQuickTimes(config: Config): Config {
  const timing = { ...config.timing, ...QUICK };
  assertCoherent(timing, config.retry);
  return { ...config, timing };
}
