import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readVersion, replaceVersion } from '../../../cli/operations/secret-versions';
import { CommandError } from '../../../cli/terminal/errors';

interface Version {
  readonly VersionId: string;
  readonly SecretString: string;
}

/** A Secrets Manager with one secret; `between` runs before our write. */
class FakeSecrets {
  versions: readonly Version[] = [{ VersionId: 'v1', SecretString: 'canary-old' }];
  between: () => void = () => undefined;
  after: () => void = () => undefined;

  put(VersionId: string, SecretString: string): void {
    this.versions = [{ VersionId, SecretString }, ...this.versions];
  }

  get client(): SecretsManagerClient {
    const send = async ({ input }: { input: Record<string, string> }) => {
      if ('SecretString' in input) {
        this.between();
        this.put(input.ClientRequestToken ?? '', input.SecretString ?? '');
        this.after();
        return {};
      }
      return { ...this.versions[input.VersionStage === 'AWSPREVIOUS' ? 1 : 0], CreatedDate: new Date(0) };
    };
    return { send } as unknown as SecretsManagerClient;
  }
}

async function change(secrets: FakeSecrets): Promise<void> {
  const seen = await readVersion('arn', secrets.client);
  await replaceVersion('arn', seen, 'canary-new', secrets.client);
}

describe('replaceVersion', () => {
  it('replaces the one that was read', async () => {
    const secrets = new FakeSecrets();
    await change(secrets);
    expect(secrets.versions[0]?.SecretString).toBe('canary-new');
  });

  it.each(['between', 'after'] as const)('says so when somebody else writes %s', async (moment) => {
    const secrets = new FakeSecrets();
    secrets[moment] = () => secrets.put('v-other', 'canary-other');
    const changed = change(secrets);
    await expect(changed).rejects.toThrow(CommandError);
    await expect(changed).rejects.toThrow(/Somebody else changed this secret/);
    await expect(changed).rejects.not.toThrow(/canary/);
  });
});
