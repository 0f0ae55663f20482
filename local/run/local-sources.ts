import { randomBytes } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseApiToken, parseSigningKeys } from '../../lambda/adapters/secrets/secret-values';
import { parseSourceSettings, type SourceSettings } from '../../lambda/contracts/source-settings';
import type { SecretState } from '../../lambda/usecases/ports';
import type { Deployment, FunctionDescription } from '../aws/deploy/deployment';

/** One webhook source as it was deployed. */
export interface LocalSource {
  readonly id: string;
  readonly provider: string;
  readonly signingSecretArn: string;
  readonly apiTokenSecretArn: string;
}

/** The settings of the sources as the template has them, and the secret that functions read them from. */
export interface DeployedSettings {
  readonly secretArn: string;
  readonly sources: readonly SourceSettings[];
}

/** The sources of a deployment, by what its functions are told. */
export function readSources(deployment: Pick<Deployment, 'functions' | 'resources'>): readonly LocalSource[] {
  return (findSettings(deployment)?.sources ?? []).map(
    ({ id, provider, signingSecretArn, apiTokenSecretArn }) => ({
      id,
      provider,
      signingSecretArn,
      apiTokenSecretArn,
    }),
  );
}

/** Undefined: no function reads any. */
export function findSettings({
  functions,
  resources,
}: Pick<Deployment, 'functions' | 'resources'>): DeployedSettings | undefined {
  const secretArn = functions.find(readsSettings)?.environment.SOURCE_SETTINGS;
  const secret = [...resources.values()].find(({ physicalId }) => physicalId === secretArn);
  return secretArn === undefined || !secret
    ? undefined
    : { secretArn, sources: parseSourceSettings(String(secret.properties.SecretString)) };
}

export function readsSettings({ environment }: Pick<FunctionDescription, 'environment'>): boolean {
  return 'SOURCE_SETTINGS' in environment;
}

/** What a source's secrets hold. */
export interface SourceSecrets {
  readonly signingKey: string;
  readonly apiToken: string;
}

/** Source id → its secrets; generated where the template's placeholder stands, kept where somebody put a value. */
export async function fillSecrets(
  client: SecretsManagerClient,
  sources: readonly LocalSource[],
): Promise<ReadonlyMap<string, SourceSecrets>> {
  const filled = new Map<string, SourceSecrets>();
  for (const source of sources) {
    const keys = await fill(client, source.signingSecretArn, {
      parse: (text) => parseSigningKeys(source.id, text),
      generate: () => JSON.stringify([generated()]),
    });
    const apiToken = await fill(client, source.apiTokenSecretArn, {
      parse: (text) => parseApiToken(source.id, text),
      generate: generated,
    });
    filled.set(source.id, { signingKey: keys[0] ?? '', apiToken });
  }
  return filled;
}

interface Form<T> {
  parse(text: string): SecretState<T>;
  generate(): string;
}

async function fill<T>(client: SecretsManagerClient, arn: string, form: Form<T>): Promise<T> {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  const before = form.parse(SecretString);
  if (before.set) {
    return before.value;
  }
  const value = form.generate();
  await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: value }));
  const after = form.parse(value);
  if (!after.set) {
    throw new Error('Generated secret: got one that reads as the placeholder, expected a value.');
  }
  return after.value;
}

function generated(): string {
  return `local_${randomBytes(24).toString('hex')}`;
}
