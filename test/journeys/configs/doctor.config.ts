import { defineConfig } from '../../../lib/config/config';

const options = { deploymentId: 'dep_doctor' };

/** A source per provider and one to be broken, with nothing for `inbox doctor` to find: every reconciler is on. */
export default defineConfig({
  sources: [
    { id: 'limai', provider: 'limai', options },
    { id: 'extend', provider: 'extend' },
    { id: 'patient', provider: 'limai', options },
  ],
  // The simulator bears more than a real provider.
  providers: { extend: { listRequestsPerSecond: 50 } },
  // So that a corrected secret soon takes effect.
  secrets: { cacheSeconds: 2, refreshFloorSeconds: 1 },
  // Every journey is scanned for what may never be printed.
  logLevel: 'DEBUG',
});
