import type { SourceEnv } from '../adapters/sources.env';
import { providerOf } from '../providers/registry';
import type { Source, Sources } from '../usecases/source';

/**
 * The sources a function serves, by id, each with its provider and that provider's parsed options.
 * @throws Error naming the source and what is wrong with its options
 */
export function sourcesOf(env: readonly SourceEnv[]): Sources {
  return new Map(env.map((source) => [source.id, toSource(source)]));
}

/** Where each source's one secret is. */
export function secretArnsOf(env: readonly SourceEnv[]): ReadonlyMap<string, string> {
  return new Map(env.map(({ id, secretArn }) => [id, secretArn]));
}

function toSource({ id, provider: providerId, options, maxEventAgeSeconds, reconcile }: SourceEnv): Source {
  const provider = providerOf(providerId);
  const parsed = provider.optionsSchema.safeParse(options);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`Source "${id}", options: ${problems.join('; ')}. Deploy the stack again.`);
  }
  return { id, provider, options: parsed.data, maxEventAgeSeconds, reconcile };
}
