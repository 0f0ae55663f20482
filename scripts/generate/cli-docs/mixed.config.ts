import inbox from '../../../extraction-inbox.config';
import { PROVIDER_IDS } from '../../../lambda/providers/webhook-registry';
import { defineConfig } from '../../../lib/config/config';

/** The stack as configured. Simulators bear more than the smallest plan of a real provider: pacing is not what is shown. */
export default defineConfig({
  ...inbox,
  providers: Object.fromEntries(
    PROVIDER_IDS.map((id) => [id, { requestsPerSecond: 200, inBatchConcurrency: 10 }]),
  ),
  logLevel: 'DEBUG',
});
