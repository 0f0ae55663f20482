import type { SourceSettings } from '../contracts/source-settings';
import { providerOf } from '../providers/registry';
import type { Source, Sources } from '../usecases/source';

/**
 * The sources a function serves, by id, each with its provider and that provider's parsed options.
 * @throws Error naming the source and what is wrong with its options
 */
export function sourcesOf(settings: readonly SourceSettings[]): Sources {
  return new Map(settings.map((source) => [source.id, toSource(source)]));
}

/** Where each source's secret of one kind is. */
export function secretArnsOf(
  settings: readonly SourceSettings[],
  kind: 'signingSecretArn' | 'apiTokenSecretArn',
): ReadonlyMap<string, string> {
  return new Map(settings.map((source) => [source.id, source[kind]]));
}

function toSource(settings: SourceSettings): Source {
  const { id, provider: providerId, options, maxEventAgeSeconds, reconcile } = settings;
  const provider = providerOf(providerId);
  const parsed = provider.optionsSchema.safeParse(options);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`Source "${id}", options: ${problems.join('; ')}. Deploy the stack again.`);
  }
  return { id, provider, options: parsed.data, maxEventAgeSeconds, reconcile };
}
