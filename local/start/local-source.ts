import { type SourceEnv, sourcesEnv } from '../../lambda/adapters/sources.env';
import type { Deployment, FunctionDescription } from '../deploy/deployment';

/** One webhook source as it was deployed. */
export interface LocalSource {
  readonly id: string;
  readonly provider: string;
  readonly signingSecretArn: string;
  readonly apiTokenSecretArn: string;
}

/**
 * The sources of a deployment, by what its functions were told: behind a route a function reads signing secrets, behind a
 * queue API tokens.
 */
export function sourcesOf(deployment: Deployment): readonly LocalSource[] {
  const tokens = new Map(told(deployment, deployment.eventSources).map((source) => [source.id, source]));
  return told(deployment, deployment.routes).map(({ id, provider, secretArn }) => ({
    id,
    provider,
    signingSecretArn: secretArn,
    apiTokenSecretArn: tokens.get(id)?.secretArn ?? '',
  }));
}

/** What a function's SOURCES say; none when it has no such variable. */
export function sourcesToldTo(fn: FunctionDescription): readonly SourceEnv[] {
  return 'SOURCES' in fn.environment ? sourcesEnv.parse(fn.environment).SOURCES : [];
}

function told(
  { functions }: Deployment,
  targets: readonly { readonly functionLogicalId: string }[],
): readonly SourceEnv[] {
  const ids = new Set(targets.map((target) => target.functionLogicalId));
  return functions.filter((fn) => ids.has(fn.logicalId)).flatMap(sourcesToldTo);
}
