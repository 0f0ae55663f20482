#!/usr/bin/env node
// Plain JavaScript, so that plain Node starts it from any directory: what follows is TypeScript, run by tsx.
require('tsx/cjs');
require('../cli/main.ts');
