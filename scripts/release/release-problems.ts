import { parseChangelog } from './changelog';

/** The files of a checkout that name its version. */
export interface ReleaseFiles {
  readonly packageJson: string;
  readonly lockfile: string;
  readonly changelog: string;
}

/** What only the owner of the public repository knows. npm links to them, and provenance is checked against the first. */
const ADDRESSES = ['repository', 'bugs', 'homepage'];

/** What keeps this checkout from being released as `tag`, a line each. */
export function findReleaseProblems(tag: string, files: ReleaseFiles): readonly string[] {
  const manifest = JSON.parse(files.packageJson) as Readonly<Record<string, unknown>>;
  const version = String(manifest.version);
  const missing = ADDRESSES.filter((name) => !manifest[name]);
  const lockfile = JSON.parse(files.lockfile) as { readonly version: string };
  const expected = `v${version}`;
  return [
    ...(tag === expected ? [] : [`Tag: got ${tag}, expected ${expected}, the version in package.json.`]),
    ...(lockfile.version === version
      ? []
      : [`package-lock.json: got ${lockfile.version}, expected ${version}. Run npm install.`]),
    ...(missing.length === 0
      ? []
      : [
          `package.json: got no ${missing.join(' and no ')}, expected the addresses of the public repository. Set them as docs/releasing.md says, and commit them.`,
        ]),
    ...findChangelogProblems(version, files.changelog),
  ];
}

function findChangelogProblems(version: string, text: string): readonly string[] {
  const versions = parseChangelog(text);
  const unreleased = versions.find((one) => one.version === 'Unreleased');
  const released = versions.find((one) => one.version === version);
  return [
    ...(released?.date && released.groups.size > 0
      ? []
      : [`CHANGELOG.md: expected entries under "## [${version}] - <date>".`]),
    ...(unreleased && unreleased.groups.size > 0
      ? [`CHANGELOG.md: expected nothing under "Unreleased". Move its entries to ${version}.`]
      : []),
  ];
}
