import type * as z from 'zod';
import { closestName } from '../closest-name';
import { ConfigError, type ConfigProblem } from './config-error';
import { type ConfigInput, configSchema } from './config-schema';
import { envSchema, stackNameSchema, tagsSchema } from './source-schema';

/** Context of a CDK app, by key. */
export type Context = Readonly<Record<string, unknown>>;

/** Context key of the local run, which stands for every account and region: the template names none. */
export const ANY_ENVIRONMENT = 'anyEnvironment';

/** What `-c <key>=<value>` may say to this app, and how the value is written. */
const FORMS = {
  config: '<file>',
  stackName: '<name>',
  account: '<12 digits>',
  region: '<region>',
  tags: '<name>=<value>,<name>=<value>',
} as const;

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
  const known = Object.keys(FORMS);
  const problems: ConfigProblem[] = [];
  for (const [key, got] of Object.entries(context).filter(([key]) => !known.includes(key))) {
    const closest = closestName(key, known);
    if (closest !== undefined || FILE_KEYS.has(key.split('.')[0]?.toLowerCase() ?? '')) {
      problems.push({
        key: `context key "${key}"`,
        got,
        expected: `one of the context keys ${known.join(', ')}`,
        remedy:
          closest === undefined
            ? 'Set it in the configuration file, or in another one that `-c config=<file>` names.'
            : `Did you mean ${closest}?`,
      });
    }
  }
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
}

/**
 * The configuration with what `-c stackName=`, `-c account=`, `-c region=` and `-c tags=` say in its place.
 * @throws ConfigError naming each value that cannot be taken
 */
export function withContext(input: ConfigInput, context: Context): ConfigInput {
  const problems: ConfigProblem[] = [];
  const read = <T>(
    key: keyof typeof FORMS,
    schema: z.ZodType<T>,
    parse = (text: string): unknown => text,
  ) => {
    const got = context[key];
    if (got === undefined) {
      return undefined;
    }
    const { data, error } = schema.safeParse(parse(String(got)));
    if (error) {
      const remedy = `Correct it to \`-c ${key}=${FORMS[key]}\`, or leave it out.`;
      const expected = error.issues[0]?.message ?? FORMS[key];
      problems.push({ key: `context key "${key}"`, got, expected, remedy });
    }
    return data;
  };
  const stackName = read('stackName', stackNameSchema);
  const account = read('account', envSchema.shape.account);
  const region = read('region', envSchema.shape.region);
  const tags = read('tags', tagsSchema, parseTags);
  if (problems.length > 0) {
    throw new ConfigError(problems);
  }
  if (!(stackName || account || region || tags)) {
    return input;
  }
  const env = { ...input.env, ...(account && { account }), ...(region && { region }) };
  return {
    ...input,
    ...(stackName && { stackName }),
    ...((account || region) && { env }),
    ...(tags && { tags: { ...input.tags, ...tags } }),
  };
}

/** `team=documents,stage=test` → `{team: 'documents', stage: 'test'}`; anything else stays what it is, and no schema takes it. */
function parseTags(text: string): unknown {
  const pairs = text.split(',').map((pair) => /^([^=]+)=(.*)$/s.exec(pair)?.slice(1));
  const names = new Set(pairs.map((pair) => pair?.[0]));
  return pairs.includes(undefined) || names.size < pairs.length
    ? text
    : Object.fromEntries(pairs as string[][]);
}
