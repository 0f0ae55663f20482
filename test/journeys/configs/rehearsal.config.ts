import { defineConfig } from '../../../lib/config/config';
import chaos from '../../../proofs/chaos/chaos.config';

/** Short times, reconcilers that run, and secrets that soon take effect. */
export default defineConfig({
  ...chaos,
  sources: [
    { id: 'limai', provider: 'limai', options: { deploymentId: 'dep_rehearsal' } },
    { id: 'extend', provider: 'extend' },
  ],
  logLevel: 'DEBUG',
  secrets: { cacheSeconds: 2, refreshFloorSeconds: 1 },
});
