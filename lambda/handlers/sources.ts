import type { SourceSettings } from '../contracts/source-settings';
import type { WebhookProvider } from '../domain/provider/provider';
import type { Sources, WebhookSource } from '../usecases/source';

/**
 * The sources a function serves, by id, each with its provider and that provider's parsed options.
 * @throws Error naming the source and what is wrong with its options
 */
export function createSources<P extends WebhookProvider>(
  settings: readonly SourceSettings[],
  getProvider: (id: string) => P,
): Sources<WebhookSource<P>> {
  return new Map(
    settings.map(({ id, provider: providerId, options, maxEventAgeSeconds, reconcile }) => {
      const provider = getProvider(providerId);
      const parsed = provider.optionsSchema.safeParse(options);
      if (!parsed.success) {
        const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
        throw new Error(`Source "${id}", options: ${problems.join('; ')}. Deploy the stack again.`);
      }
      return [id, { id, provider, options: parsed.data, maxEventAgeSeconds, reconcile }];
    }),
  );
}

/** Where each source's secret of one kind is. */
export function secretArnsOf(
  settings: readonly SourceSettings[],
  kind: 'signingSecretArn' | 'apiTokenSecretArn',
): ReadonlyMap<string, string> {
  return new Map(settings.map((source) => [source.id, source[kind]]));
}
