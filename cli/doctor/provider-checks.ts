import { parseApiToken } from '../../lambda/adapters/secrets/secret-values';
import { ProviderError } from '../../lambda/domain/provider/error-kinds';
import type { ReconcileSettings } from '../../lambda/domain/reconcile/reconcile-settings';
import { type ReconcileState, reconcileKey } from '../../lambda/domain/reconcile/reconcile-state';
import { createReconcilePorts } from '../../lambda/handlers/compose';
import type { Source } from '../../lambda/usecases/source';
import type { SourceAddress } from '../connection/connection';
import { currentVersion } from '../operations/secret-versions';
import { duration } from '../terminal/format';
import { type Check, type CheckContext, type CheckResult, finding, notTested, passed } from './finding';

const ANSWER_WITHIN_MS = 10_000;
const MAX_TRIAL_BYTES = 1_000_000;
const MAX_LIST_BYTES = 32_000_000;
const DAY_MS = 86_400_000;

/** Each source's API, with its token: one harmless trial call, and one page of the list that reconciliation reads. */
export const providerCheck: Check = {
  id: 'provider',
  run: async (context) =>
    (
      await Promise.all(context.inbox.connection.sources.map((source) => checkSource(source, context)))
    ).flat(),
};

async function checkSource(source: SourceAddress, context: CheckContext): Promise<readonly CheckResult[]> {
  const token = await tokenOf(source, context);
  if (token === undefined) {
    return [notTested('there is no API token to call it with', source.id)];
  }
  const trial = await orUnavailable(source, () => tryToken(source, token, context));
  // One finding per cause: a provider that refused the trial call refuses the list as well.
  return trial.result === 'passed' ? [trial, ...(await checkList(source, token, context))] : [trial];
}

/** Undefined when the secret cannot be read, or holds no token: the secrets check reports that. */
async function tokenOf(source: SourceAddress, { inbox }: CheckContext): Promise<string | undefined> {
  try {
    const { text } = await currentVersion(source.apiTokenSecret, inbox.connection.clients.secrets);
    const parsed = parseApiToken(source.id, text);
    return parsed.set ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}

async function orUnavailable({ id }: SourceAddress, ask: () => Promise<CheckResult>): Promise<CheckResult> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProviderError) {
      return finding('provider_unavailable', {
        about: id,
        what: `the provider's API does not answer as expected: ${error.message}`,
        remedy: `See the provider's status page, and the base URL of source ${id} in the configuration. Events wait and are retried until their retry window ends.`,
      });
    }
    throw error;
  }
}

function requestFor(source: SourceAddress, token: string, { inbox, now }: CheckContext) {
  return {
    options: inbox.sources.get(source.id)?.options as never,
    http: inbox.http,
    apiToken: async () => token,
    now,
    deadline: Date.now() + ANSWER_WITHIN_MS,
  };
}

async function tryToken(source: SourceAddress, token: string, context: CheckContext): Promise<CheckResult> {
  const { id } = source;
  const provider = context.inbox.sources.get(id)?.provider;
  const request = { ...requestFor(source, token, context), maxBytes: MAX_TRIAL_BYTES };
  switch (await provider?.checkToken(request)) {
    case 'accepted':
      return passed('answers, and accepts the API token', id);
    case 'refused':
      return finding('token_refused', {
        about: id,
        what: 'the provider refuses the API token: no result is fetched, events wait',
        remedy: `Create a new token at the provider and store it: \`inbox secrets set ${id} token\`. Waiting events then continue automatically.`,
      });
    default:
      return finding('token_unclear', {
        about: id,
        what: 'the provider accepts the API token, and refuses the trial call (402 or 403)',
        remedy:
          'Is the account in good standing, and may the token read the documents of this source (project, workspace id)? `inbox events list --status RECEIVED` shows whether events wait for it.',
      });
  }
}

/** Only where the reconciler is on: otherwise nothing reads the list. */
async function checkList(
  source: SourceAddress,
  token: string,
  context: CheckContext,
): Promise<readonly CheckResult[]> {
  const { provider, options, reconcile } = context.inbox.sources.get(source.id) ?? {};
  const { reconciliation } = provider ?? {};
  if (!reconciliation || reconcile === undefined || reconciliation.missingOption(options) !== undefined) {
    return [];
  }
  const listing = async () => {
    const page = { since: context.now - DAY_MS, cursor: undefined, maxBytes: MAX_LIST_BYTES };
    try {
      await reconciliation.list({ ...requestFor(source, token, context), ...page });
    } catch (error) {
      if (error instanceof ProviderError && isRefusal(error)) {
        return finding('list_refused', {
          about: source.id,
          what: `the provider refuses to list finished documents, so the reconciler finds nothing: ${error.message}`,
          remedy: `May the token of source ${source.id} list documents, and are its options (deployment, workspace) right?`,
        });
      }
      throw error;
    }
    return passed('answers with a page of finished documents', source.id);
  };
  return [await orUnavailable(source, listing)];
}

function isRefusal({ kind }: ProviderError): boolean {
  return kind === 'credentials' || kind === 'not_found' || kind === 'permanent';
}

/** A long list takes several runs. */
const MAX_INTERVALS = 3;
const MIN_LATE_MS = 24 * 3_600_000;

/** Whether deliveries that never arrive are looked for, and whether the last scan is long ago. */
export const reconciliationCheck: Check = {
  id: 'reconciliation',
  run: async ({ inbox, now }) => {
    const { states } = createReconcilePorts(inbox.connection);
    return Promise.all(
      inbox.connection.sources.map(async ({ id, provider }) => {
        const off = checkOff(id, inbox.sources.get(id));
        const settings = inbox.sources.get(id)?.reconcile;
        return off ?? checkScan(id, await states.load(reconcileKey({ id, provider })), { settings, now });
      }),
    );
  },
};

/** Undefined: it is on. */
function checkOff(id: string, source: Source | undefined): CheckResult | undefined {
  const { reconciliation } = source?.provider ?? {};
  if (!source || !reconciliation) {
    return notTested('this provider has no list of finished documents', id);
  }
  const missing = reconciliation.missingOption(source.options);
  if (missing === undefined && source.reconcile !== undefined) {
    return undefined;
  }
  return finding('reconciler_off', {
    about: id,
    what: `off: ${missing ?? 'the configuration says so.'} Deliveries that never arrive are not found.`,
    remedy:
      missing === undefined
        ? `Remove \`reconcile: false\` of source ${id} from the configuration, and deploy.`
        : `Set what is missing for source ${id} in the configuration, and deploy.`,
  });
}

/** Only the age of the last scan: the provider check tests the provider's answers. */
function checkScan(
  id: string,
  state: ReconcileState | undefined,
  { settings, now }: { readonly settings: ReconcileSettings | undefined; readonly now: number },
): CheckResult {
  if (!state) {
    return notTested('on, and has not run yet', id);
  }
  const { lastCompletedAt, startedAt } = state;
  const age = now - Date.parse(lastCompletedAt ?? startedAt);
  const most = Math.max(MIN_LATE_MS, MAX_INTERVALS * (settings?.everyMinutes ?? 0) * 60_000);
  const what =
    lastCompletedAt === undefined
      ? `no scan was completed since the first run ${duration(age)} ago`
      : `the last complete scan ended ${duration(age)} ago`;
  if (age > most) {
    return finding('reconciler_behind', {
      about: id,
      what: `${what}, expected one within ${duration(most)}`,
      remedy: `See the reconciler's log. \`inbox reconcile ${id} --dry-run\` shows what is missing.`,
    });
  }
  return lastCompletedAt === undefined ? notTested(`on; ${what}`, id) : passed(what, id);
}
