import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');
const FILES = execFileSync('git', ['ls-files'], { cwd: ROOT })
  .toString()
  .split('\n')
  .filter((path) => path !== '' && path !== 'test/architecture/repository/committed-files.test.ts');

const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  'a host of a package registry':
    /\bregistry\.(?:npmjs|yarnpkg|npmmirror)\b|\bnpm\.pkg\.github\b|\bpypi\.org\b|codeartifact|artifactory/i,
  'a path of one machine': /(?:^|[^\w.$}/-])\/(?:work|root|home|Users|mnt|opt)\/[\w.-]+/,
  'a placeholder for an address': /\b(?:github|gitlab)\.com\/(?:owner|your[\w-]*|org|user|username|acme|<)/i,
};
/** Samples of addresses, and a command whose address a maintainer replaces before the first release. */
const SAMPLES = ['test/lib/monitoring/runbook.test.ts', 'docs/releasing.md'];

function findLines(path: string, pattern: RegExp): readonly string[] {
  const lines = readFileSync(join(ROOT, path), 'utf8').split('\n');
  return lines.flatMap((line, index) =>
    pattern.test(line) ? [`${path}:${index + 1}: ${line.slice(0, 120)}`] : [],
  );
}

describe('the committed files', () => {
  it.each(Object.entries(FORBIDDEN))('hold nowhere %s', (_, pattern) => {
    expect(FILES.length).toBeGreaterThan(500);
    const found = FILES.filter((path) => !SAMPLES.includes(path)).flatMap((path) => findLines(path, pattern));
    expect(found).toEqual([]);
  });

  it.each([
    [
      'a host of a package registry',
      `"resolved": "https://${['registry', 'npmjs', 'org'].join('.')}/x/-/x-1.tgz"`,
    ],
    ['a path of one machine', "const FILE = '/home/somebody/checkout/file.ts'"],
    ['a path of one machine', '/Users/somebody/checkout'],
    ['a placeholder for an address', '"url": "git+https://github.com/your-org/extraction-inbox.git"'],
  ])('%s would be found', (name, line) => {
    expect(FORBIDDEN[name]?.test(line)).toBe(true);
  });

  it.each([
    ['a path of one machine', 'https://example.com/home/page'],
    ['a path of one machine', "join(ROOT, 'test/home/x')"],
  ])('%s is not %s', (name, line) => {
    expect(FORBIDDEN[name]?.test(line)).toBe(false);
  });
});
