import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SECRET_PLACEHOLDER } from '../../../lambda/contracts/source-settings';
import { fillSecrets } from '../../../local/run/local-sources';

const SOURCE = { id: 'inbox', provider: 'any', signingSecretArn: 'signing', apiTokenSecretArn: 'token' };

describe('the secrets of a local run', () => {
  it('are generated where the placeholder stands, anew for each source', async () => {
    const { client, values } = givenSecrets({ signing: SECRET_PLACEHOLDER, token: SECRET_PLACEHOLDER });
    const filled = (await fillSecrets(client, [SOURCE])).get('inbox');
    expect(filled?.signingKey).toMatch(/^local_[0-9a-f]{48}$/);
    expect(filled?.apiToken).toMatch(/^local_[0-9a-f]{48}$/);
    expect(filled?.apiToken).not.toBe(filled?.signingKey);
    expect(values).toEqual({ signing: JSON.stringify([filled?.signingKey]), token: filled?.apiToken });
  });

  it('stay where somebody put a value; the newest key signs', async () => {
    const before = { signing: '["new","old"]', token: 'mine' };
    const { client, values } = givenSecrets(before);
    expect((await fillSecrets(client, [SOURCE])).get('inbox')).toEqual({
      signingKey: 'new',
      apiToken: 'mine',
    });
    expect(values).toEqual(before);
  });
});

/** Secrets Manager as far as it is asked. */
function givenSecrets(initial: Record<string, string>) {
  const values = { ...initial };
  const send = async ({ input }: { input: { SecretId: string; SecretString?: string } }) => {
    if (input.SecretString !== undefined) {
      values[input.SecretId] = input.SecretString;
    }
    return { SecretString: values[input.SecretId] };
  };
  return { client: { send } as unknown as SecretsManagerClient, values };
}
