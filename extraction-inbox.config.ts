import { defineConfig } from './lib/config/config';

/** Every key, its default and its meaning: docs/reference/configuration.md. */
export default defineConfig({
  sources: [
    { id: 'limai', provider: 'limai' },
    { id: 'extend', provider: 'extend' },
  ],
});
