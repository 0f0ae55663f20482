import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sourceFiles } from './source-files';

const TESTS = join(__dirname, '..');

/** What only declares, or leads on to what another file's tests check. */
const DECLARATIONS = [
  'lambda/contracts/event-table.ts',
  'lambda/contracts/grant-metadata.ts',
  'lambda/contracts/outputs.ts',
  'lambda/contracts/packaged.ts',
  'lambda/contracts/source-settings.ts',
  'lambda/domain/metrics.ts',
  'lambda/domain/provider/provider.ts',
  'lambda/domain/text/defined-only.ts',
  'lambda/providers/extend/manifest.ts',
  'lambda/providers/extend/setup.ts',
  'lambda/providers/limai/manifest.ts',
  'lambda/providers/limai/setup.ts',
  'lambda/providers/shared/setup-instructions.ts',
  'lambda/providers/webhook-registry.ts',
  'lambda/usecases/ports.ts',
  'lambda/usecases/reconcile/reconcile-deps.ts',
];

/** Whether `test/<folder>/<name>.test.ts` exists, or one of its topics: `<name>.<topic>.test.ts`. */
function isTested(path: string): boolean {
  const folder = join(TESTS, dirname(path));
  const name = path.slice(dirname(path).length + 1, -'.ts'.length);
  const tests = existsSync(folder) ? readdirSync(folder) : [];
  return tests.some((file) => file.startsWith(`${name}.`) && file.endsWith('.test.ts'));
}

describe('a file of lambda/', () => {
  it('has tests in a file of its name, unless it only declares', () => {
    const untested = sourceFiles('lambda').filter(({ path }) => !isTested(path));
    expect(untested.map(({ path }) => path)).toEqual(DECLARATIONS);
  });
});
