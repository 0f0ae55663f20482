import { readSecretStates, type SecretState } from '../operations/secret-versions';
import { counted } from '../terminal/format';
import { type Check, type CheckResult, finding, passed } from './finding';

/** Without a key every delivery is refused; without a token nothing is fetched. */
const SECRETS = {
  signing: { name: 'signing key', consequence: 'the source refuses every delivery with 503' },
  token: {
    name: 'API token',
    consequence: 'events whose result must be fetched wait, and are given up after the retry window',
  },
} as const;

/** Secrets that still hold the placeholder, or a value that the functions reject. */
export const secretsCheck: Check = {
  id: 'secrets',
  run: async ({ inbox }) => (await readSecretStates(inbox.connection.sources, inbox)).map(checkSecret),
};

function checkSecret({ source: about, secret, state, keys, error }: SecretState): CheckResult {
  const { name, consequence } = SECRETS[secret];
  const remedy = `Store the right value: \`inbox secrets set ${about} ${secret}\`.`;
  switch (state) {
    case 'set': {
      const what = keys === undefined ? `the ${name} is set` : counted(keys, `live ${name}`);
      return passed(`${what}, in a form that the functions accept`, about);
    }
    case 'placeholder': {
      const what = `the ${name} is still the placeholder: ${consequence}`;
      return finding('secret_placeholder', { about, what, remedy });
    }
    case 'malformed': {
      const what = `the ${name} has a form that the functions reject: ${consequence}`;
      return finding('secret_malformed', { about, what, remedy });
    }
    case 'unreadable':
      return finding('secret_unreadable', {
        about,
        what: `the ${name} cannot be read (${error})`,
        remedy:
          'Use credentials that may read the stack’s secrets; if the secret was deleted, restore it in Secrets Manager.',
      });
  }
}
