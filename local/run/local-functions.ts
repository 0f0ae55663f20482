import { PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SourceSettings } from '../../lambda/contracts/source-settings';
import type { InboxFunctionProps } from '../../lib/functions/inbox-function';
import type { Deployment } from '../aws/deploy/deployment';
import type { LocalFunction } from '../aws/lambda/local-function';
import { findSettings, readsSettings } from './local-sources';

const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d{1,5}$/;

/**
 * The deployed functions as the host runs them: unchanged but for which addresses they may call although production forbids
 * them.
 */
export function localFunctions(
  deployment: Deployment,
  providerUrls: Readonly<Record<string, string>>,
): readonly LocalFunction[] {
  const { eventSources, schedules } = deployment;
  const fetching = new Set([...eventSources, ...schedules].map(({ functionLogicalId }) => functionLogicalId));
  return deployment.functions.map(({ name, role: _, ...fn }) => ({
    ...fn,
    functionName: name,
    arn: deployment.resources.get(fn.logicalId)?.attributes.Arn ?? name,
    environment: {
      ...fn.environment,
      ...(fetching.has(fn.logicalId) && readsSettings(fn) && localOrigins(providerUrls)),
    },
  }));
}

/** Tells the functions where their providers are, before the first of them starts. The rest stays as the template has it. */
export async function putLocalSettings(
  client: SecretsManagerClient,
  deployment: Deployment,
  providerUrls: Readonly<Record<string, string>>,
): Promise<void> {
  const settings = findSettings(deployment);
  if (!settings) {
    return;
  }
  const SecretString = JSON.stringify(withBaseUrls(settings.sources, providerUrls));
  await client.send(new PutSecretValueCommand({ SecretId: settings.secretArn, SecretString }));
}

/** The settings with the addresses of the providers that have one here. */
export function withBaseUrls(
  sources: readonly SourceSettings[],
  providerUrls: Readonly<Record<string, string>>,
): readonly SourceSettings[] {
  return sources.map((source) => {
    const baseUrl = providerUrls[source.provider];
    return baseUrl === undefined ? source : { ...source, options: { ...source.options, baseUrl } };
  });
}

/** The variable by which a function may call these addresses on this machine. */
export function localOrigins(providerUrls: Readonly<Record<string, string>>): {
  readonly LOCAL_ORIGINS: string;
} {
  const origins = Object.values(providerUrls)
    .map((url) => new URL(url).origin)
    .filter((origin) => LOOPBACK.test(origin));
  return { LOCAL_ORIGINS: JSON.stringify([...new Set(origins)]) };
}

/** A file of lambda/handlers. */
export type HandlerName = InboxFunctionProps['handler'];

/** Ids of the functions that process the events of a provider. */
export function findProcessors(
  { functions }: Pick<Deployment, 'functions'>,
  provider: string,
): readonly string[] {
  return functions
    .filter(
      ({ environment }) =>
        environment.POWERTOOLS_SERVICE_NAME === ('process' satisfies HandlerName) &&
        environment.PROVIDER === provider,
    )
    .map(({ logicalId }) => logicalId);
}

/**
 * Ids of the functions that run this handler, by the name under which they log. What starts a function does not tell:
 * sweeper and reconcilers both run on a schedule.
 */
export function findFunctions(
  { functions }: Pick<Deployment, 'functions'>,
  handler: HandlerName,
): readonly string[] {
  return functions
    .filter(({ environment }) => environment.POWERTOOLS_SERVICE_NAME === handler)
    .map(({ logicalId }) => logicalId);
}
