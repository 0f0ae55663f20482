import inbox from '../../extraction-inbox.config';
import { defineConfig } from '../../lib/config/config';

/**
 * The stack as configured, with every option that grants a function more: reconciliation of every source (back to a date, because
 * otherwise everything before the deployment is left alone), a key of the customer's own, traces.
 */
export default defineConfig({
  ...inbox,
  encryption: { customerManagedKey: true, logs: true },
  tracing: true,
  sources: inbox.sources.map((source) => ({
    ...source,
    reconcile: { from: '2026-01-01' },
    options: { ...(source.provider === 'limai' && { deploymentId: 'dep_demo' }), ...source.options },
  })),
  logLevel: 'DEBUG',
});
