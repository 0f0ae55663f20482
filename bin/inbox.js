#!/usr/bin/env node
// Plain JavaScript, so that plain Node starts it from any directory: what follows is TypeScript, run by tsx.
// An operator's answer is no place for the SDK's advice on Node versions; package.json says which are supported.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
require('tsx/cjs');
require('../cli/main.ts');
