import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages } from '../../scripts/build/published-packages';
import { PEERS } from '../../scripts/generate/sbom/write-sbom';
import { findEngineWarnings } from '../../scripts/lockfile/engines';
import { type Lockfile, missingPlatforms } from '../../scripts/lockfile/missing-platforms';

const lockfile = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'package-lock.json'), 'utf8'),
) as Lockfile;

/** Scripts that nothing here needs: each of these packages brings its binary. `fsevents` asks on macOS only. */
const { allowScripts: ALLOW_SCRIPTS } = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'),
) as { readonly allowScripts: Readonly<Record<string, boolean>> };

/** What a checkout has by platform, in a folder of its own so that no consumer of the package gets it. */
const WORKSPACE = 'local/platform';

const WHOLE = `sha512-${'a'.repeat(86)}==`;

/** What npm would install without knowing whether it is what was meant. */
function unverified(packages: Lockfile['packages']): string[] {
  return Object.entries(packages)
    .filter(([path, { integrity, inBundle, link, dev, optional, os }]) => {
      const isOurs = path === '' || path === WORKSPACE || link;
      const isToolsBinary = dev && optional && os !== undefined;
      const isWhole = /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '');
      return !isOurs && !isWhole && !inBundle && !isToolsBinary;
    })
    .map(([path]) => path);
}

describe('package-lock.json', () => {
  test('names no registry', () => {
    const resolved = Object.values(lockfile.packages).flatMap((entry) => entry.resolved ?? []);
    expect(resolved).toEqual([WORKSPACE]);
  });

  test('holds every platform of every binary, or npm ci refuses it (npx tsx scripts/lockfile/complete.ts)', () => {
    expect(missingPlatforms(lockfile)).toEqual([]);
  });

  test('has the integrity of everything but the tools’ binaries for other platforms and what is inside another package', () => {
    expect(unverified(lockfile.packages)).toEqual([]);
  });

  test('finds a package whose integrity is gone', () => {
    const entry = { version: '1.0.0' };
    const found = {
      plain: entry,
      optional: { ...entry, optional: true, os: ['aix'] },
      tool: { ...entry, dev: true },
    };
    expect(unverified(found)).toEqual(['plain', 'optional', 'tool']);
    expect(unverified({ binary: { ...entry, dev: true, optional: true, os: ['aix'] } })).toEqual([]);
    expect(
      unverified({ inner: { ...entry, inBundle: true }, whole: { ...entry, integrity: WHOLE } }),
    ).toEqual([]);
    expect(unverified({ broken: { ...entry, integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' } })).toEqual([
      'broken',
    ]);
  });

  test('runs no script of a package that is deployed or published', async () => {
    const published = [...(await publishedPackages()).map(({ name }) => name), ...PEERS];
    expect(published.length).toBeGreaterThan(30);
    const entries = Object.entries(lockfile.packages).filter(([path]) =>
      published.includes(path.replace(/^.*node_modules\//, '')),
    );
    expect(entries.length).toBeGreaterThanOrEqual(published.length);
    expect(entries.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
  });

  test('makes npm ci on Node 20 print no EBADENGINE (npx tsx scripts/lockfile/complete.ts)', () => {
    expect(findEngineWarnings(lockfile)).toEqual([]);
    const packages = { old: { engines: { node: '^18 || >=20' } }, fresh: { engines: { node: '>=22.5.0' } } };
    expect(findEngineWarnings({ packages })).toEqual(['fresh: >=22.5.0']);
  });

  test('has no install script that npm 11 asks about, since allowScripts in package.json answers', () => {
    const scripts = Object.entries(lockfile.packages).filter(([, entry]) => entry.hasInstallScript);
    const names = scripts.map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => ALLOW_SCRIPTS[name] !== false)).toEqual([]);
  });

  test('a missing platform is found and described as npm does', () => {
    const packages = {
      '': { optionalDependencies: { 'left-to-npm-linux-x64': '1.0.0' } },
      'node_modules/tool': { dev: true, optionalDependencies: { '@tool/cli-linux-arm64-musl': '2.0.0' } },
    };
    expect(missingPlatforms({ packages })).toEqual([
      [
        'node_modules/@tool/cli-linux-arm64-musl',
        { version: '2.0.0', dev: true, optional: true, os: ['linux'], cpu: ['arm64'], libc: ['musl'] },
      ],
    ]);
  });
});
