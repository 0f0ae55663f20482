import { defineConfig } from '../../lib/config/config';

/** One source whose whole history is in the window, and lists asked for as fast as the proof has time for. */
export default defineConfig({
  sources: [
    {
      id: 'proof',
      provider: 'limai',
      options: { deploymentId: 'dep_proof' },
      reconcile: { from: '2020-01-01', everyMinutes: 1440 },
    },
  ],
  providers: { limai: { requestsPerSecond: 100, listRequestsPerSecond: 8 } },
  // Whatever runs as a test is scanned for what may never be printed.
  logLevel: 'DEBUG',
});
