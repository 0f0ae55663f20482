import { parseSourceSettings, type SourceSettings } from '../../lambda/contracts/source-settings';
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
export function sourcesOf(deployment: Pick<Deployment, 'functions' | 'resources'>): readonly LocalSource[] {
  return (settingsOf(deployment)?.sources ?? []).map(
    ({ id, provider, signingSecretArn, apiTokenSecretArn }) => ({
      id,
      provider,
      signingSecretArn,
      apiTokenSecretArn,
    }),
  );
}

/** Undefined: no function reads any. */
export function settingsOf({
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
