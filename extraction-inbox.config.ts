import { defineConfig } from './lib/config/define-config';

/** Every key, its default and its meaning: lib/config/config-input.ts. */
export default defineConfig({
  sources: [
    { id: 'limai', provider: 'limai' },
    { id: 'extend', provider: 'extend' },
  ],
});
