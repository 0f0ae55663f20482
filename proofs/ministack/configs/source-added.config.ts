import { defineConfig } from '../../../lib/config/config';
import before from './default.config';

/** One more subscription of a provider that is there. */
export default defineConfig({
  ...before,
  sources: [...before.sources, { id: 'limai-added', provider: 'limai' }],
});
