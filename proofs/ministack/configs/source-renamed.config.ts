import { defineConfig } from '../../../lib/config/config';
import before from './default.config';

/** The added subscription under another name: to the stack it is another source. */
export default defineConfig({
  ...before,
  sources: [...before.sources, { id: 'limai-renamed', provider: 'limai' }],
});
