import { defineConfig } from '../../../lib/config/config';

/** Sources for attacks, rotation and planted words; secrets age in seconds, and everything is told in the log. */
export default defineConfig({
  sources: [
    { id: 'limai', provider: 'limai' },
    { id: 'limai-open', provider: 'limai', options: { verification: 'unsigned' } },
    { id: 'limai-rotated', provider: 'limai' },
    { id: 'limai-planted', provider: 'limai' },
    { id: 'limai-unset', provider: 'limai' },
    { id: 'extend', provider: 'extend' },
    { id: 'extend-rotated', provider: 'extend' },
    { id: 'extend-unset', provider: 'extend' },
  ],
  secrets: { cacheSeconds: 2, refreshFloorSeconds: 1 },
  logLevel: 'DEBUG',
});
