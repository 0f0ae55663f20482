import manifest from '../../package.json';

/** Path of the runbook in the repository, used when package.json does not say where it is hosted. */
export const RUNBOOK_PATH = 'docs/operate/runbook.md';

/** npm's short forms: https://docs.npmjs.com/cli/configuring-npm/package-json#repository */
const SHORT = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+)$/;
const HOSTS: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
};
/** What each host puts between repository and path; `HEAD` is the default branch. */
const FILE_PATHS: Readonly<Record<string, string>> = {
  'github.com': 'blob/HEAD',
  'gitlab.com': '-/blob/HEAD',
  'bitbucket.org': 'src/HEAD',
};

/** The page of the runbook at the host that `repository` of package.json names; undefined for an unknown host. */
export function toRunbookPage(repository: unknown): string | undefined {
  const isObject = typeof repository === 'object' && repository !== null && 'url' in repository;
  const written = isObject ? repository.url : repository;
  if (typeof written !== 'string') {
    return undefined;
  }
  const [, service = 'github', short] = SHORT.exec(written) ?? [];
  // `git@github.com:owner/name.git` is ssh's own form of an address.
  const url = short
    ? `https://${HOSTS[service]}/${short}`
    : written.replace(/^git\+/, '').replace(/^git@([^:/]+):/, 'ssh://git@$1/');
  const { hostname = '', pathname = '' } = URL.canParse(url) ? new URL(url) : {};
  const path = pathname
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
  const filePath = Object.hasOwn(FILE_PATHS, hostname) ? FILE_PATHS[hostname] : undefined;
  return filePath && path ? `https://${hostname}/${path}/${filePath}/${RUNBOOK_PATH}` : undefined;
}

/** Where an alarm's description leads unless `runbookUrl` is configured. */
export function findRunbookUrl(): string {
  const { repository, homepage } = manifest as { readonly repository?: unknown; readonly homepage?: unknown };
  return toRunbookPage(repository) ?? toRunbookPage(homepage) ?? RUNBOOK_PATH;
}
