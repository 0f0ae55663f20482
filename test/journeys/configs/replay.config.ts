import { defineConfig } from '../../../lib/config/config';

/** One source whose provider is asked as fast as this machine can, so that a thousand events end in seconds. */
export default defineConfig({
  sources: [{ id: 'limai', provider: 'limai' }],
  providers: { limai: { requestsPerSecond: 10_000, maxConcurrency: 4, inBatchConcurrency: 10 } },
  // Every journey is scanned for what may never be printed.
  logLevel: 'DEBUG',
});
