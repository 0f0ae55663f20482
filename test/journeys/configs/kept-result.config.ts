import { defineConfig } from '../../../lib/config/config';

/** Both providers, the one whose list needs it with its deployment, so that both are reconciled. */
export default defineConfig({
  sources: [
    { id: 'limai', provider: 'limai', options: { deploymentId: 'dep_123abc' } },
    { id: 'extend', provider: 'extend' },
  ],
  // Every journey is scanned for what may never be printed.
  logLevel: 'DEBUG',
});
