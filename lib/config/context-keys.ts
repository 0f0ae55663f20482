import { closestName } from '../closest-name';
import { ConfigError } from './config-error';

/** What `-c <key>=<value>` may say to this app. */
export const CONTEXT_KEYS = ['config'] as const;

/**
 * The CDK ignores a context key that nobody reads, so that `-c confg=prod.config.ts` would deploy the default configuration. Only
 * what looks like one of ours is refused: the CDK's own flags and look-ups are context, too.
 * @throws ConfigError naming each such key
 */
export function refuseMisspeltContext(context: Readonly<Record<string, unknown>>): void {
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
