const { tmpdir } = require('node:os');
const { join } = require('node:path');

// CloudFormation's own validator costs 6–7 s per synth; `npm run synth` runs it once, tests do not.
process.env.CDK_VALIDATION = 'false';
// What the test files of this run share, in whichever worker they run.
process.env.TESTS_SHARED_DIR = join(tmpdir(), `extraction-inbox-tests-${process.pid}`);

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // What takes long runs with `npm run test:long`.
  testPathIgnorePatterns: ['\\.long\\.test\\.ts$'],
  // No test says how fast a machine is: Jest's 5 s are too short for four processes on a busy one.
  testTimeout: 30_000,
  // Journeys wait for processes of their own most of the time: a worker for each core, not one fewer.
  maxWorkers: '100%',
  globalSetup: '<rootDir>/test/support/programs/print-node.ts',
  globalTeardown: '<rootDir>/test/journeys/stack/remove-shared-directory.ts',
  // An ES module, which Jest's own loader does not take as it is.
  transformIgnorePatterns: ['/node_modules/(?!get-east-asian-width/)'],
  transform: {
    '^.+\\.tsx?$|/get-east-asian-width/.+\\.js$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
};
