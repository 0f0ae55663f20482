import { closestName } from '../closest-name';
import { ConfigError, type ConfigProblem } from './config-error';
import { configSchema } from './config-schema';

/** What `-c <key>=<value>` may say to this app. */
export const CONTEXT_KEYS = ['config', 'stackName', 'account', 'region', 'tags'] as const;

export type ContextKey = (typeof CONTEXT_KEYS)[number];

/** Context of a CDK app, by key. */
export type Context = Readonly<Record<string, unknown>>;

/** Keys of the configuration file, as somebody might try them with `-c`. */
const FILE_KEYS: ReadonlySet<string> = new Set(
  Object.keys(configSchema.shape).map((key) => key.toLowerCase()),
);

/**
 * The CDK ignores a context key that nobody reads, so that `-c confg=prod.config.ts` would deploy the default configuration,
 * `-c stackname=second` change the first stack, and `-c fips=true` do nothing. Only what looks like one of ours, or is a key of the
 * configuration file, is refused: the CDK's own flags and look-ups are context, too.
 * @throws ConfigError naming each such key
 */
export function refuseMisspeltContext(context: Context): void {
  const problems = Object.entries(context).flatMap(([key, got]): ConfigProblem[] => {
    const remedy = remedyFor(key);
    const expected = `one of the context keys ${CONTEXT_KEYS.join(', ')}`;
    return remedy === undefined ? [] : [{ key: `context key "${key}"`, got, expected, remedy }];
  });
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
}

function remedyFor(key: string): string | undefined {
  const known: readonly string[] = CONTEXT_KEYS;
  if (known.includes(key)) {
    return undefined;
  }
  const closest = closestName(key, known);
  if (closest !== undefined) {
    return `Did you mean ${closest}?`;
  }
  const [first = ''] = key.split('.');
  return FILE_KEYS.has(first.toLowerCase())
    ? 'Set it in the configuration file, or in another one that `-c config=<file>` names.'
    : undefined;
}
