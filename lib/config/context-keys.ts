import { closestName } from '../closest-name';
import { ConfigError } from './config-error';

/** What `-c <key>=<value>` may say to this app. */
export const CONTEXT_KEYS = ['config', 'stackName', 'account', 'region', 'tags'] as const;

export type ContextKey = (typeof CONTEXT_KEYS)[number];

/** Context of a CDK app, by key. */
export type Context = Readonly<Record<string, unknown>>;

/**
 * The CDK ignores a context key that nobody reads, so that `-c confg=prod.config.ts` would deploy the default
 * configuration, and `-c stackname=second` change the first stack. Only
 * what looks like one of ours is refused: the CDK's own flags and look-ups are context, too.
 * @throws ConfigError naming each such key
 */
export function refuseMisspeltContext(context: Context): void {
  const known: readonly string[] = CONTEXT_KEYS;
  const problems = Object.entries(context).flatMap(([key, got]) => {
    const closest = known.includes(key) ? undefined : closestName(key, known);
    const expected = `one of the context keys ${known.join(', ')}`;
    return closest === undefined
      ? []
      : [{ key: `context key "${key}"`, got, expected, remedy: `Did you mean ${closest}?` }];
  });
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
}
