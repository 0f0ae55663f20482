import { readSecretStates, type SecretKind, type SecretState } from '../operations/secret-versions';
import { type Check, type CheckResult, finding, passed } from './finding';

const NAMES: Readonly<Record<SecretKind, string>> = { signing: 'signing key', token: 'API token' };

/** Without a key every delivery is refused; without a token nothing is fetched. */
const CONSEQUENCES: Readonly<Record<SecretKind, string>> = {
  signing: 'the source is in set-up mode and refuses every delivery with 503',
  token: 'what must be fetched waits, and is given up after the retry window',
};

/** Secrets still placeholders, or in a form the functions refuse. */
export const secretsCheck: Check = {
  id: 'secrets',
  run: async ({ inbox }) => (await readSecretStates(inbox.connection.sources, inbox)).map(judge),
};

function judge({ source, secret, state, keys, error }: SecretState): CheckResult {
  const name = NAMES[secret];
  const remedy = `Store the right value: \`inbox secrets set ${source} ${secret}\`.`;
  switch (state) {
    case 'set':
      return passed(
        keys === undefined
          ? `the ${name} is set, in a form the functions take`
          : `${keys} live ${name}${keys === 1 ? '' : 's'}, in a form the functions take`,
        source,
      );
    case 'placeholder':
      return finding('secret_placeholder', {
        about: source,
        what: `the ${name} is still the placeholder: ${CONSEQUENCES[secret]}`,
        remedy,
      });
    case 'malformed':
      return finding('secret_malformed', {
        about: source,
        what: `the ${name} has a form the functions refuse: ${CONSEQUENCES[secret].replace('is in set-up mode and refuses', 'refuses')}`,
        remedy,
      });
    case 'unreadable':
      return finding('secret_unreadable', {
        about: source,
        what: `the ${name} cannot be read (${error})`,
        remedy:
          'Use credentials that may read the stack’s secrets; if the secret was deleted, restore it in Secrets Manager.',
      });
  }
}
