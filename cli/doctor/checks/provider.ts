import { parseApiToken } from '../../../lambda/adapters/secrets/secret-values';
import { ProviderError } from '../../../lambda/domain/provider/error-kinds';
import type { SourceAddress } from '../../inbox';
import { currentVersion } from '../../operations/secrets/secret-versions';
import { type Check, type CheckContext, type CheckResult, finding, notTested, passed } from '../finding';

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
    return [notTested('there is no API token to ask with', source.id)];
  }
  const trial = await orUnavailable(source, () => tryToken(source, token, context));
  // A provider that does not answer, or not to this token, is found once.
  return trial.result === 'passed' ? [trial, ...(await checkList(source, token, context))] : [trial];
}

/** A secret that cannot be read, or holds none, is the other check's to find. */
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
        what: `the provider's API does not answer as it should: ${error.message}`,
        remedy: `See the provider's status page, and the base URL of source ${id} in the configuration. Events wait and are tried again until their retry window ends.`,
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
        what: 'the provider refuses the API token: nothing is fetched, events wait',
        remedy: `Make a new token at the provider and store it: \`inbox secrets set ${id} token\`. Waiting events then continue by themselves.`,
      });
    default:
      return finding('token_unclear', {
        about: id,
        what: 'the provider knows the API token, and refuses the trial call (402 or 403)',
        remedy:
          'Is the account in good standing, and may the token read the documents of this source (project, workspace id)? `inbox events list --status RECEIVED` shows whether events wait for it.',
      });
  }
}

/** Only where the reconciler is on: else nobody reads the list. */
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
          what: `the provider refuses to list what it finished, so the reconciler finds nothing: ${error.message}`,
          remedy: `May the token of source ${source.id} list documents, and do its options (deployment, workspace) name the right place?`,
        });
      }
      throw error;
    }
    return passed('answers with a page of what it finished', source.id);
  };
  return [await orUnavailable(source, listing)];
}

function isRefusal({ kind }: ProviderError): boolean {
  return kind === 'credentials' || kind === 'not_found' || kind === 'permanent';
}
