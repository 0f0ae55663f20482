import { defineConfig } from './lib/config/config';

/** Every key, its default and its meaning: README.md, "Configure". */
export default defineConfig({
  sources: [
    { id: 'limai', provider: 'limai' },
    { id: 'extend', provider: 'extend' },
  ],
});
