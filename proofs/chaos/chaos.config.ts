import inbox from '../../extraction-inbox.config';
import { PROVIDER_IDS } from '../../lambda/providers/webhook-registry';
import { defineConfig } from '../../lib/config/config';

/**
 * The stack as configured, with times short enough to watch it recover: 3 s for an event make the processors' time-out 9 s,
 * the lease 24 s, the visibility time-out 54 s and the grace 174 s (lib/config/timing.ts), instead of 30, 45, 180 and 300 s.
 */
export default defineConfig({
  ...inbox,
  timing: { eventBudgetSeconds: 3, batchSize: 5 },
  // Simulators bear more than the smallest plan of a real provider: pacing is not what chaos is about.
  providers: Object.fromEntries(
    PROVIDER_IDS.map((id) => [id, { requestsPerSecond: 100, inBatchConcurrency: 5 }]),
  ),
});
