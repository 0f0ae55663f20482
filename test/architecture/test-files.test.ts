import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { scripts } from '../../package.json';

const REPOSITORY = join(__dirname, '..', '..');
/** What a person may take for a file of tests. */
const LIKE_A_TEST = /\.(test|spec)\.[cm]?[jt]sx?$/;
const WITHOUT_TESTS = ['node_modules', 'cdk.out'];

/** The files that Jest would run with this configuration. */
function found(config: string): readonly string[] {
  const jest = require.resolve('jest/bin/jest');
  const out = execFileSync(process.execPath, [jest, '--config', config, '--listTests', '--json'], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  });
  return (JSON.parse(out) as string[]).map((file) => relative(REPOSITORY, file));
}

function filesLikeTests(): readonly string[] {
  return readdirSync(REPOSITORY, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .filter(({ name }) => !WITHOUT_TESTS.includes(name))
    .flatMap(({ name }) =>
      readdirSync(join(REPOSITORY, name), { recursive: true, encoding: 'utf8' })
        .filter((file) => LIKE_A_TEST.test(file))
        .map((file) => join(name, file)),
    );
}

describe('the files of tests', () => {
  it('run with npm test or with npm run test:long, each with one of the two', () => {
    expect([scripts.test, scripts['test:long']]).toEqual(['jest', 'jest --config jest.long.config.js']);
    const [short, long] = [found('jest.config.js'), found('jest.long.config.js')];
    expect(long.length).toBeGreaterThan(0);
    expect([...short, ...long].sort()).toEqual([...filesLikeTests()].sort());
  });

  it('all run in CI', () => {
    const ci = readFileSync(join(REPOSITORY, '.ci', 'run'), 'utf8');
    expect(ci).toMatch(/npm test -- --ci --json/);
    expect(ci).toMatch(/npm run test:long -- --ci --json/);
  });
});
