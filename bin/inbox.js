#!/usr/bin/env node
// Plain JavaScript, so that plain Node starts it from any directory. In a checkout the sources run, by tsx, also where there is
// a build; the package holds no sources, and what was built from them runs.
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const arguments_ = process.argv.slice(2);
const HELP = ['-h', '--help', 'help'];

// An operator's answer is no place for the SDK's advice on Node versions; package.json says which are supported.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
if (existsSync(join(__dirname, '..', 'cli', 'main.ts'))) {
  require('tsx/cjs');
  // What is loaded on demand comes through import(), which tsx/cjs leaves to Node.
  import('tsx/esm/api').then(({ register }) => {
    register();
    require('../cli/main.ts');
  });
} else if (arguments_.length === 1 && ['-v', '--version'].includes(arguments_[0])) {
  // What prints a constant loads nothing.
  process.stdout.write(`${require('../package.json').version}\n`);
} else if (arguments_.length === 0 || (arguments_.length === 1 && HELP.includes(arguments_[0]))) {
  process.stdout.write(readFileSync(join(__dirname, '..', 'dist', 'cli', 'help.txt')));
} else {
  // biome-ignore lint/style/noRestrictedImports: this file is the door of the command line.
  import('../dist/cli/inbox.mjs');
}
