import manifest from '../../package.json';

/** Headings of docs/runbook.md as their anchors: each alarm names one, and a test proves that it is there. */
export const RUNBOOK = {
  documentsNotArriving: 'documents-not-arriving',
  deadLetters: 'dead-letters',
  staleMessages: 'stale-messages',
  providerThrottling: 'provider-throttling',
  processorErrors: 'processor-errors',
  lambdaThrottling: 'lambda-throttling',
  claimsUnavailable: 'claims-unavailable',
  ingestErrors: 'ingest-errors',
  signatureSurge: 'signature-surge',
  signaturesTooOld: 'signatures-too-old',
  eventsQuarantined: 'events-quarantined',
  deferredSends: 'deferred-sends',
  credentialsRejected: 'credentials-rejected',
  unknownEvent: 'unknown-event',
  eventsFailed: 'events-failed',
  identityMismatch: 'identity-mismatch',
  noLongerAvailable: 'no-longer-available',
  archivedLinkExpired: 'archived-link-expired',
  eventIdReused: 'event-id-reused',
  oldestOpenEvent: 'oldest-open-event',
  nothingStored: 'nothing-stored',
  sweeperErrors: 'sweeper-errors',
  sweeperSilent: 'sweeper-silent',
  reconciliationGap: 'reconciliation-gap',
  reconcilerErrors: 'reconciler-errors',
  reconcilerSilent: 'reconciler-silent',
  reconciliationOverdue: 'reconciliation-overdue',
} as const;

/** Where a person who is woken by an alarm reads on. `url` is the runbook's page. */
export function runbookLink(url: string, entry: keyof typeof RUNBOOK): string {
  return `${url}#${RUNBOOK[entry]}`;
}

/** The runbook as a path within the repository: for a package that does not say where it is hosted. */
export const RUNBOOK_PATH = 'docs/runbook.md';

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

/** The runbook's page at the host that `repository` of package.json names; undefined where it names none we know the addresses of. */
export function runbookPage(repository: unknown): string | undefined {
  const written = typeof repository === 'object' && repository !== null ? urlIn(repository) : repository;
  const [host = '', path = ''] = typeof written === 'string' ? hostAndPath(written) : [];
  const filePath = Object.hasOwn(FILE_PATHS, host) ? FILE_PATHS[host] : undefined;
  return filePath && path ? `https://${host}/${path}/${filePath}/${RUNBOOK_PATH}` : undefined;
}

/** Where an alarm's description leads unless `runbookUrl` is configured. */
export function defaultRunbookUrl(): string {
  const { repository, homepage } = manifest as { readonly repository?: unknown; readonly homepage?: unknown };
  return runbookPage(repository) ?? runbookPage(homepage) ?? RUNBOOK_PATH;
}

function urlIn(repository: object): unknown {
  return 'url' in repository ? repository.url : undefined;
}

function hostAndPath(written: string): readonly [host?: string, path?: string] {
  const [, host = 'github', short] = SHORT.exec(written) ?? [];
  if (short !== undefined) {
    return [HOSTS[host] ?? '', withoutSuffix(short)];
  }
  // `git@github.com:owner/name.git` is ssh's own form of an address.
  const url = written.replace(/^git\+/, '').replace(/^git@([^:/]+):/, 'ssh://git@$1/');
  if (!URL.canParse(url)) {
    return [];
  }
  const { hostname, pathname } = new URL(url);
  return [hostname, withoutSuffix(pathname.slice(1))];
}

function withoutSuffix(path: string): string {
  return path.replace(/\/$/, '').replace(/\.git$/, '');
}
