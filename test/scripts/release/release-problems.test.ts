import { findReleaseProblems } from '../../../scripts/release/release-problems';

const CHANGELOG = '# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-11-30\n\n### Added\n\n- A thing.\n';
const MANIFEST = {
  version: '0.2.0',
  repository: { type: 'git', url: 'git+https://git.test/a/b.git' },
  bugs: 'https://git.test/a/b/issues',
  homepage: 'https://git.test/a/b',
};
const FILES = {
  packageJson: JSON.stringify(MANIFEST),
  lockfile: '{"version":"0.2.0"}',
  changelog: CHANGELOG,
};

describe('findReleaseProblems', () => {
  it('finds none when everything names the version of the tag', () => {
    expect(findReleaseProblems('v0.2.0', FILES)).toEqual([]);
  });

  it.each([
    ['another tag', 'v0.3.0', {}, 'Tag: got v0.3.0, expected v0.2.0, the version in package.json.'],
    [
      'an old lockfile',
      'v0.2.0',
      { lockfile: '{"version":"0.1.0"}' },
      'package-lock.json: got 0.1.0, expected 0.2.0. Run npm install.',
    ],
    [
      'no address',
      'v0.2.0',
      { packageJson: JSON.stringify({ ...MANIFEST, bugs: undefined, homepage: '' }) },
      'package.json: got no bugs and no homepage, expected the addresses of the public repository. Set them as docs/releasing.md says, and commit them.',
    ],
    [
      'no date',
      'v0.2.0',
      { changelog: CHANGELOG.replace(' - 2026-11-30', '') },
      'CHANGELOG.md: expected entries under "## [0.2.0] - <date>".',
    ],
    [
      'entries that are not released',
      'v0.2.0',
      { changelog: CHANGELOG.replace('[Unreleased]\n', '[Unreleased]\n\n### Fixed\n\n- A bug.\n') },
      'CHANGELOG.md: expected nothing under "Unreleased". Move its entries to 0.2.0.',
    ],
  ])('reports %s', (_, tag, files, problem) => {
    expect(findReleaseProblems(tag, { ...FILES, ...files })).toEqual([problem]);
  });
});
