import { defineConfig } from '../../../lib/config/config';

/** One healthy source per provider, and one to be broken. */
export default defineConfig({
  sources: [
    { id: 'limai', provider: 'limai' },
    { id: 'extend', provider: 'extend' },
    { id: 'patient', provider: 'limai' },
  ],
  // The simulator bears more than a real provider.
  providers: { extend: { listRequestsPerSecond: 50 } },
  // So that a corrected secret soon takes effect.
  secrets: { cacheSeconds: 2, refreshFloorSeconds: 1 },
  // Every journey is scanned for what may never be printed.
  logLevel: 'DEBUG',
});
