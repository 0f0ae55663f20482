import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseChangelog } from '../../../scripts/release/changelog';

const ROOT = join(__dirname, '../../..');
const TEXT = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
const VERSIONS = parseChangelog(TEXT);
const ENTRIES = VERSIONS.flatMap(({ groups }) => [...groups.values()].flat());

const GROUPS = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];

describe('CHANGELOG.md', () => {
  it('lists Unreleased first, then versions with their dates, the newest first', () => {
    const [unreleased, ...released] = VERSIONS;
    expect(unreleased).toMatchObject({ version: 'Unreleased', date: undefined });
    expect(released.filter(({ version }) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    const dates = released.map(({ date }) => date ?? 'none');
    expect(dates.filter((date) => !/^\d{4}-\d\d-\d\d$/.test(date))).toEqual([]);
    expect(dates).toEqual([...dates].sort().reverse());
  });

  it('has the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const lockfile = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    expect(VERSIONS.map((one) => one.version)).toContain(version);
    expect([lockfile.version, lockfile.packages[''].version]).toEqual([version, version]);
  });

  it('groups entries as Keep a Changelog does, in its order, and has no empty group', () => {
    for (const { version, groups } of VERSIONS) {
      expect([version, [...groups.keys()]]).toEqual([version, GROUPS.filter((name) => groups.has(name))]);
      expect([version, [...groups.values()].filter((entries) => entries.length === 0)]).toEqual([
        version,
        [],
      ]);
    }
  });

  it('has entries of at most two lines', () => {
    expect(ENTRIES.length).toBeGreaterThan(50);
    expect(ENTRIES.filter((entry) => entry.split('\n').length > 2)).toEqual([]);
  });

  it('says each thing once', () => {
    expect(ENTRIES.filter((entry, index) => ENTRIES.indexOf(entry) !== index)).toEqual([]);
  });
});
