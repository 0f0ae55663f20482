/** @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config'),
  testMatch: ['**/*.long.test.ts'],
  testPathIgnorePatterns: [],
  // A limit for what hangs, not for what takes long.
  testTimeout: 300_000,
};
