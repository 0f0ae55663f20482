import { defineConfig } from '../../../lib/config/config';
import doctor from './doctor.config';

/** The same sources, with nothing for `inbox doctor` to find: every reconciler is on. */
export default defineConfig({
  ...doctor,
  sources: doctor.sources.map((source) =>
    source.provider === 'limai' ? { ...source, options: { deploymentId: 'dep_doctor' } } : source,
  ),
});
