import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lockfile, missingPlatforms } from '../../scripts/lockfile/missing-platforms';

const lockfile = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'package-lock.json'), 'utf8'),
) as Lockfile;

describe('package-lock.json', () => {
  test('names no registry', () => {
    const resolved = Object.entries(lockfile.packages).filter(([, entry]) => entry.resolved !== undefined);
    expect(resolved).toEqual([]);
  });

  test('holds every platform of every binary, or npm ci refuses it (npx tsx scripts/lockfile/complete.ts)', () => {
    expect(missingPlatforms(lockfile)).toEqual([]);
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
