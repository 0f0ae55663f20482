import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseSourceSettings } from '../../lambda/adapters/source-settings.env';
import type { Simulator } from '../simulators';
import type { Account } from './account';
import { CREDENTIALS, REGION } from './aws-environment';

interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
}

const FUNCTIONS = '/2015-03-31/functions';

/**
 * Gives the deployed functions of a stack the simulators' addresses, in the settings of their sources, and the leave to call them, in
 * their environment. No template may hold them, so this is done behind CloudFormation's back, after each deployment. Another
 * environment starts another process, which reads the settings anew.
 */
export async function pointAtSimulators(
  { emulator }: Account,
  stack: string,
  simulators: Readonly<Record<string, Simulator>>,
): Promise<void> {
  const { Functions } = await emulator.rest<{ Functions: readonly FunctionConfiguration[] }>(
    'lambda',
    FUNCTIONS,
  );
  const origins = JSON.stringify(Object.values(simulators).map(({ url }) => new URL(url).origin));
  const client = new SecretsManagerClient({
    endpoint: emulator.url,
    region: REGION,
    credentials: CREDENTIALS,
  });
  const known = new Set<string>();
  for (const { FunctionName, Environment: { Variables = {} } = {} } of Functions) {
    const settings = Variables.SOURCE_SETTINGS;
    if (FunctionName.startsWith(`${stack}-`) && settings !== undefined) {
      if (!known.has(settings)) {
        known.add(settings);
        await putBaseUrls(client, settings, simulators);
      }
      const Environment = { Variables: { ...Variables, LOCAL_ORIGINS: origins } };
      await emulator.rest('lambda', `${FUNCTIONS}/${FunctionName}/configuration`, { Environment });
    }
  }
  client.destroy();
}

async function putBaseUrls(
  client: SecretsManagerClient,
  SecretId: string,
  simulators: Readonly<Record<string, Simulator>>,
): Promise<void> {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId }));
  const sources = parseSourceSettings(SecretString).map((source) => {
    const baseUrl = simulators[source.provider]?.url;
    return { ...source, options: { ...source.options, baseUrl } };
  });
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(sources) }));
}
