import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseSourceSettings } from '../../../lambda/contracts/source-settings';
import { localOrigins, withBaseUrls } from '../../../local/run/local-functions';
import { clientConfig } from '../emulator/aws-environment';
import type { InboxStack } from '../inbox-stack';

interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
}

const FUNCTIONS = '/2015-03-31/functions';

/**
 * Gives the deployed functions of a stack the simulators' addresses, in the settings of their sources, and the leave to call them, in
 * their environment. No template may hold them, so this is done behind CloudFormation's back, after each deployment. Another
 * environment starts another process, which reads the settings again.
 */
export async function pointAtSimulators({ name, account, simulators }: InboxStack): Promise<void> {
  const { emulator } = account;
  const { Functions } = await emulator.rest<{ Functions: readonly FunctionConfiguration[] }>(
    'lambda',
    FUNCTIONS,
  );
  const told = Functions.filter(
    ({ FunctionName, Environment }) =>
      FunctionName.startsWith(`${name}-`) && Environment?.Variables?.SOURCE_SETTINGS !== undefined,
  );
  if (told.length === 0) {
    throw new Error(`Stack ${name}: got no function that reads the settings of sources, expected some.`);
  }
  const urls = Object.fromEntries(Object.entries(simulators).map(([provider, { url }]) => [provider, url]));
  const secrets = new Set(told.map(({ Environment }) => Environment?.Variables?.SOURCE_SETTINGS ?? ''));
  for (const secret of secrets) {
    await putBaseUrls(new SecretsManagerClient(clientConfig(emulator.url)), secret, urls);
  }
  for (const { FunctionName, Environment } of told) {
    const Variables = { ...Environment?.Variables, ...localOrigins(urls) };
    await emulator.rest('lambda', `${FUNCTIONS}/${FunctionName}/configuration`, {
      Environment: { Variables },
    });
  }
}

async function putBaseUrls(
  client: SecretsManagerClient,
  SecretId: string,
  providerUrls: Readonly<Record<string, string>>,
): Promise<void> {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
  const sources = withBaseUrls(parseSourceSettings(SecretString), providerUrls);
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(sources) }));
}
