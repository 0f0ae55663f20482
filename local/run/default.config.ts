import inbox from '../../extraction-inbox.config';
import { defineConfig } from '../../lib/config/config';

/**
 * What `npm start` runs unless it is given a configuration file: the stack as configured, and for each Limai source without a
 * deployment one of the simulator's, so that its reconciler runs here too.
 */
export default defineConfig({
  ...inbox,
  sources: inbox.sources.map((source) =>
    source.provider === 'limai'
      ? { ...source, options: { deploymentId: 'dep_local', ...source.options } }
      : source,
  ),
});
