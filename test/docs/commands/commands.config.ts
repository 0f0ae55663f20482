import { defineConfig } from '../../../lib/config/config';
import local from '../../../local/run/default.config';
import mixed from '../../../scripts/generate/cli-docs/mixed.config';

/** What `npm start` runs, with the settings of docs/operate/cli.md. Its functions know a new secret within seconds: rotations need no wait. */
export default defineConfig({
  ...mixed,
  sources: local.sources,
  secrets: { cacheSeconds: 1, refreshFloorSeconds: 1 },
});
