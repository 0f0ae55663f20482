import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleHandlers, HANDLERS } from '../../lib/functions/bundling';
import type { PackagePart } from './package-part';

/** `functions/<handler>/index.js`: the code that the construct of the package deploys. */
export const functions: PackagePart = {
  what: 'the functions',
  build: async (out) => {
    const { code, inputs } = bundleHandlers();
    for (const handler of HANDLERS) {
      const folder = join(out, 'functions', handler);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'index.js'), code[handler]);
    }
    return inputs;
  },
};
