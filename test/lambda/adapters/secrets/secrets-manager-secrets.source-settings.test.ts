import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretsManagerSourceSettings } from '../../../../lambda/adapters/secrets/secrets-manager-secrets';
import { parseSourceSettings } from '../../../../lambda/contracts/source-settings';

const SOURCE = {
  id: 'mine',
  provider: 'limai',
  options: {},
  signingSecretArn: 'arn:signing',
  apiTokenSecretArn: 'arn:token',
};

describe('SecretsManagerSourceSettings', () => {
  let now = 0;
  let calls: unknown[];
  let answers: (string | Error)[];
  const create = () =>
    new SecretsManagerSourceSettings(
      {
        client: {
          send: async ({ input }: { readonly input: unknown }) => {
            calls.push(input);
            const answer = answers.shift() ?? new Error('down');
            if (answer instanceof Error) {
              throw answer;
            }
            return { SecretString: answer };
          },
        } as unknown as SecretsManagerClient,
        arn: 'arn:settings',
        clock: { now: () => now },
      },
      (sources) => sources.map(({ id }) => id),
    );
  beforeEach(() => {
    now = 0;
    calls = [];
    answers = [JSON.stringify([SOURCE])];
  });

  it('asks once for all callers, and never again', async () => {
    const settings = create();
    expect(await Promise.all([settings.get(), settings.get()])).toEqual([['mine'], ['mine']]);
    now += 86_400_000;
    expect(await settings.get()).toEqual(['mine']);
    expect(calls).toEqual([{ SecretId: 'arn:settings' }]);
  });

  it('asks again after a failure, and not more than once a second', async () => {
    const settings = create();
    answers.unshift(new Error('down'));
    await expect(settings.get()).rejects.toThrow('down');
    now += 999;
    await expect(settings.get()).rejects.toThrow('down');
    expect(calls).toHaveLength(1);
    now += 1;
    expect(await settings.get()).toEqual(['mine']);
  });

  it.each([
    ['no JSON', 'not {json'],
    ['no list', '{}'],
    ['a source without its secrets', JSON.stringify([{ ...SOURCE, apiTokenSecretArn: undefined }])],
    ['an unknown key', JSON.stringify([{ ...SOURCE, 'not known': 's3cret' }])],
  ])('refuses %s, and quotes nothing of it', (_, text) => {
    expect(() => parseSourceSettings(text)).toThrow(/^Source settings: .* Deploy the stack again\.$/);
    expect(() => parseSourceSettings(text)).not.toThrow(/s3cret|not \{json/);
  });
});
