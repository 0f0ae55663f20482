import type { Deployment, FunctionDescription } from '../deploy/deployment';
import type { LocalFunction } from '../lambda/local-function';
import { sourcesToldTo } from './local-source';

const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d{1,5}$/;

/**
 * The deployed functions as the host runs them: unchanged but for where their providers are, and which of those
 * addresses they may call although production forbids them.
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
      ...withProviderUrls({ ...fn, name, role: _ }, providerUrls),
      ...(fetching.has(fn.logicalId) && 'SOURCES' in fn.environment && localOrigins(providerUrls)),
    },
  }));
}

function withProviderUrls(
  fn: FunctionDescription,
  providerUrls: Readonly<Record<string, string>>,
): Record<string, string> {
  const sources = sourcesToldTo(fn).map((source) => {
    const baseUrl = providerUrls[source.provider];
    return baseUrl === undefined ? source : { ...source, options: { ...source.options, baseUrl } };
  });
  return sources.length > 0 ? { SOURCES: JSON.stringify(sources) } : {};
}

function localOrigins(providerUrls: Readonly<Record<string, string>>): Record<string, string> {
  const origins = Object.values(providerUrls)
    .map((url) => new URL(url).origin)
    .filter((origin) => LOOPBACK.test(origin));
  return { LOCAL_ORIGINS: JSON.stringify([...new Set(origins)]) };
}
