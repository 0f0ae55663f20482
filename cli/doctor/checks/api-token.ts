import { parseApiToken } from '../../../lambda/adapters/secret-values';
import { ProviderError } from '../../../lambda/domain/error-kinds';
import type { SourceAddress } from '../../inbox';
import { currentVersion } from '../../secrets/secret-versions';
import { type Check, fail, ok, type Said, skipped, type Ward, warn } from '../finding';

const ANSWER_WITHIN_MS = 10_000;
const MAX_ANSWER_BYTES = 1_000_000;

/** One harmless call of each source's API, with its token. */
export const apiTokenCheck: Check = {
  id: 'api token',
  run: (ward) => Promise.all(ward.inbox.connection.sources.map((source) => checkSource(source, ward))),
};

async function checkSource(source: SourceAddress, ward: Ward): Promise<Said> {
  const token = await tokenOf(source, ward);
  if (token === undefined) {
    return skipped('there is no token to try', source.id);
  }
  try {
    return said(await ask(source, token, ward), source);
  } catch (error) {
    if (error instanceof ProviderError) {
      return warn({
        about: source.id,
        what: `the API could not be asked: ${error.message}`,
        remedy: `Is the base URL of source ${source.id} right, and the provider up? Events wait and are tried again.`,
      });
    }
    throw error;
  }
}

/** What cannot be read or is none is the other check's to say. */
async function tokenOf(source: SourceAddress, { inbox }: Ward): Promise<string | undefined> {
  try {
    const { text } = await currentVersion(source.apiTokenSecret, inbox.connection.clients.secrets);
    const parsed = parseApiToken(source.id, text);
    return parsed.set ? parsed.value : undefined;
  } catch {
    return undefined;
  }
}

function ask(source: SourceAddress, token: string, { inbox, now }: Ward) {
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

function said(verdict: Awaited<ReturnType<typeof ask>>, { id }: SourceAddress): Said {
  switch (verdict) {
    case 'accepted':
      return ok('the provider accepts the token', id);
    case 'refused':
      return fail({
        about: id,
        what: 'the provider refuses the token: nothing is fetched, events wait',
        remedy: `Make a new token at the provider and put it in: \`inbox secrets set ${id} token\`. Waiting events then go on by themselves.`,
      });
    default:
      return warn({
        about: id,
        what: 'the provider knows the token, and yet refused the trial call (402 or 403)',
        remedy:
          'Is the account in good standing, and may the token read the documents of this source (project, workspace id)? `inbox events list --status RECEIVED` shows whether events wait for it.',
      });
  }
}
