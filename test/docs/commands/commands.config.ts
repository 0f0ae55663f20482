import { defineConfig } from '../../../lib/config/config';
import mixed from '../../../scripts/cli-docs/mixed.config';

/** The stack of docs/operate/cli.md, whose functions know a new secret within seconds: rotations need no wait. */
export default defineConfig({ ...mixed, secrets: { cacheSeconds: 1, refreshFloorSeconds: 1 } });
