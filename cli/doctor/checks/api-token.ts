import { parseApiToken } from '../../../lambda/adapters/secret-values';
import { ProviderError } from '../../../lambda/domain/error-kinds';
import type { SourceAddress } from '../../inbox';
import { currentVersion } from '../../secrets/secret-versions';
import { type Check, type CheckContext, type CheckResult, finding, notTested, passed } from '../finding';

const ANSWER_WITHIN_MS = 10_000;
const MAX_ANSWER_BYTES = 1_000_000;

/** One harmless call of each source's API, with its token. */
export const apiTokenCheck: Check = {
  id: 'api token',
  run: (context) =>
    Promise.all(context.inbox.connection.sources.map((source) => checkSource(source, context))),
};

async function checkSource(source: SourceAddress, context: CheckContext): Promise<CheckResult> {
  const token = await tokenOf(source, context);
  if (token === undefined) {
    return notTested('there is no token to try', source.id);
  }
  try {
    return said(await ask(source, token, context), source);
  } catch (error) {
    if (error instanceof ProviderError) {
      return finding('provider_unavailable', {
        about: source.id,
        what: `the API could not be asked: ${error.message}`,
        remedy: `Is the base URL of source ${source.id} right, and the provider up? Events wait and are tried again.`,
      });
    }
    throw error;
  }
}

/** What cannot be read or is none is the other check's to say. */
async function tokenOf(source: SourceAddress, { inbox }: CheckContext): Promise<string | undefined> {
  try {
    const { text } = await currentVersion(source.apiTokenSecret, inbox.connection.clients.secrets);
    const parsed = parseApiToken(source.id, text);
    return parsed.set ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}

function ask(source: SourceAddress, token: string, { inbox, now }: CheckContext) {
  const provider = inbox.sources.get(source.id)?.provider;
  return provider?.checkToken({
    options: provider.optionsSchema.parse(source.options),
    http: inbox.http,
    apiToken: async () => token,
    now,
    deadline: Date.now() + ANSWER_WITHIN_MS,
    maxBytes: MAX_ANSWER_BYTES,
  });
}

function said(verdict: Awaited<ReturnType<typeof ask>>, { id }: SourceAddress): CheckResult {
  switch (verdict) {
    case 'accepted':
      return passed('the provider accepts the token', id);
    case 'refused':
      return finding('token_refused', {
        about: id,
        what: 'the provider refuses the token: nothing is fetched, events wait',
        remedy: `Make a new token at the provider and store it: \`inbox secrets set ${id} token\`. Waiting events then go on by themselves.`,
      });
    default:
      return finding('token_unclear', {
        about: id,
        what: 'the provider knows the token, and yet refused the trial call (402 or 403)',
        remedy:
          'Is the account in good standing, and may the token read the documents of this source (project, workspace id)? `inbox events list --status RECEIVED` shows whether events wait for it.',
      });
  }
}
