import { parseApiToken } from '../../lambda/adapters/secrets/secret-values';
import { ProviderError } from '../../lambda/domain/provider/error-kinds';
import { type ReconcileState, reconcileKey } from '../../lambda/domain/reconcile/reconcile-state';
import { createReconcilePorts } from '../../lambda/handlers/compose';
import type { Source } from '../../lambda/usecases/source';
import type { SourceAddress } from '../connection/connection';
import { readVersion } from '../operations/secret-versions';
import { createTrialRequest, tryToken } from '../operations/try-token';
import { duration } from '../terminal/format';
import { type Check, type CheckContext, type CheckResult, finding, notTested, passed } from './finding';

const MAX_LIST_BYTES = 32_000_000;
const DAY_MS = 86_400_000;
/** A long list takes several runs. */
const MAX_INTERVALS = 3;

const TOKEN_PROBLEMS = {
  refused: (id: string) => ({
    what: 'the provider refuses the API token: no result is fetched, events wait',
    remedy: `Create a new token at the provider and store it: \`inbox secrets set ${id} token\`. Waiting events then continue automatically.`,
  }),
  unclear: () => ({
    what: 'the provider accepts the API token, and refuses the trial call (402 or 403): it may refuse results, too',
    remedy:
      'Check that the account is in good standing, and that the token may read the documents of this source (project, workspace id). `inbox events list --status RECEIVED` shows whether events wait for it.',
  }),
} as const;

/** Each source's API, with its token: one harmless trial call, and one page of the list that reconciliation reads. */
export const checkProviders: Check = async (context) =>
  (
    await Promise.all(context.inbox.connection.sources.map((source) => checkProvider(source, context)))
  ).flat();

async function checkProvider(
  { id, apiTokenSecret }: SourceAddress,
  { inbox, now }: CheckContext,
): Promise<readonly CheckResult[]> {
  const source = inbox.sources.get(id);
  let token: string | undefined;
  try {
    const { text } = await readVersion(apiTokenSecret, inbox.connection.clients.secrets);
    const parsed = parseApiToken(id, text);
    token = parsed.set ? parsed.value : undefined;
  } catch {
    // The secrets check reports it.
  }
  if (!source || token === undefined) {
    return [notTested('there is no API token to call it with', id)];
  }
  const answer = await tryToken(source, token, inbox, now);
  if (answer.status === 'unavailable') {
    return [providerUnavailable(id, answer.why)];
  }
  if (answer.status !== 'accepted') {
    // One finding per cause: a provider that refused the trial call refuses the list as well.
    return [finding(`token_${answer.status}`, { about: id, ...TOKEN_PROBLEMS[answer.status](id) })];
  }
  return [
    passed('answers, and accepts the API token', id),
    ...(await checkList(source, token, { inbox, now })),
  ];
}

/** One page of the list that reconciliation reads. */
async function checkList(
  source: Source,
  token: string,
  { inbox, now }: CheckContext,
): Promise<readonly CheckResult[]> {
  const { id, options, reconcile } = source;
  const { reconciliation } = source.provider;
  if (!reconcile || !reconciliation || reconciliation.missingOption(options) !== undefined) {
    return [];
  }
  const page = { since: now - DAY_MS, cursor: undefined, maxBytes: MAX_LIST_BYTES };
  try {
    await reconciliation.list({ ...createTrialRequest(source, token, inbox, now), ...page });
    return [passed('answers with a page of finished documents', id)];
  } catch (error) {
    if (!(error instanceof ProviderError)) {
      throw error;
    }
    return [
      /^(credentials|not_found|permanent)$/.test(error.kind)
        ? finding('list_refused', {
            about: id,
            what: `the provider refuses to list finished documents, so the reconciler finds nothing: ${error.message}`,
            remedy: `Check that the token of source ${id} may list documents, and that its options (deployment, workspace) are right.`,
          })
        : providerUnavailable(id, error.message),
    ];
  }
}

function providerUnavailable(about: string, why: string): CheckResult {
  return finding('provider_unavailable', {
    about,
    what: `the provider's API does not answer as expected: ${why}`,
    remedy: `See the provider's status page, and the base URL of source ${about} in the configuration. Events wait and are retried until their retry window ends.`,
  });
}

/** Whether deliveries that never arrive are looked for, and how long ago the last complete scan ended. */
export const checkReconciliation: Check = async ({ inbox, now }) => {
  const { states } = createReconcilePorts(inbox.connection);
  return Promise.all(
    inbox.connection.sources.map(async ({ id, provider }) => {
      const source = inbox.sources.get(id);
      if (!source?.provider.reconciliation) {
        return notTested('this provider has no list of finished documents', id);
      }
      const missing = source.provider.reconciliation.missingOption(source.options);
      if (missing !== undefined || source.reconcile === undefined) {
        return finding('reconciler_off', {
          about: id,
          what: `off: ${missing ?? 'the configuration says so.'} Deliveries that never arrive are not found.`,
          remedy:
            missing === undefined
              ? `Remove \`reconcile: false\` of source ${id} from the configuration, and deploy.`
              : `Set what is missing for source ${id} in the configuration, and deploy.`,
        });
      }
      const state = await states.load(reconcileKey({ id, provider }));
      const most = Math.max(DAY_MS, MAX_INTERVALS * source.reconcile.everyMinutes * 60_000);
      return checkLastScan(id, state, most, now);
    }),
  );
};

/** Only its age: the provider check tests the provider's answers. */
function checkLastScan(
  about: string,
  state: ReconcileState | undefined,
  most: number,
  now: number,
): CheckResult {
  if (!state) {
    return notTested('on, and has not run yet', about);
  }
  const { lastCompletedAt, startedAt } = state;
  const age = now - (lastCompletedAt ?? startedAt);
  const what =
    lastCompletedAt === undefined
      ? `no scan was completed since the first run ${duration(age)} ago`
      : `the last complete scan ended ${duration(age)} ago`;
  if (age > most) {
    return finding('reconciler_behind', {
      about,
      what: `${what}, expected one within ${duration(most)}: deliveries missed since then are not found yet`,
      remedy: `See the reconciler's log. \`inbox reconcile ${about} --dry-run\` shows what is missing.`,
    });
  }
  return lastCompletedAt === undefined ? notTested(`on; ${what}`, about) : passed(what, about);
}
