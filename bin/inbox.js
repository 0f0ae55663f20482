#!/usr/bin/env node
// Plain JavaScript, so that plain Node starts it from any directory: what follows is TypeScript, run by tsx.
// An operator's answer is no place for the SDK's advice on Node versions; package.json says which are supported.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
require('tsx/cjs');
// What is loaded on demand comes through import(), which tsx/cjs leaves to Node.
import('tsx/esm/api').then(({ register }) => {
  register();
  require('../cli/main.ts');
});
