import type * as z from 'zod';
import { closestName } from '../closest-name';
import { ConfigError, type ConfigProblem } from './config-error';
import { type ConfigInput, configSchema } from './config-schema';
import { envSchema, stackNameSchema, tagsSchema } from './source-schema';

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

/** How each key is written after `-c`. */
const FORMS: Readonly<Record<ContextKey, string>> = {
  config: '<file>',
  stackName: '<name>',
  account: '<12 digits>',
  region: '<region>',
  tags: '<name>=<value>,<name>=<value>',
};

/**
 * The configuration with what `-c stackName=`, `-c account=`, `-c region=` and `-c tags=` say in its place.
 * @throws ConfigError naming each value that cannot be taken
 */
export function withContext(input: ConfigInput, context: Context): ConfigInput {
  const read = new ContextReader(context);
  const stackName = read.value('stackName', stackNameSchema);
  const account = read.value('account', envSchema.shape.account);
  const region = read.value('region', envSchema.shape.region);
  const tags = read.value('tags', tagsSchema, parseTags);
  if (read.problems.length > 0) {
    throw new ConfigError(read.problems);
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

class ContextReader {
  readonly problems: ConfigProblem[] = [];

  constructor(private readonly context: Context) {}

  value<T>(key: ContextKey, schema: z.ZodType<T>, parse = (text: string): unknown => text): T | undefined {
    const given = this.context[key];
    if (given === undefined) {
      return undefined;
    }
    const parsed = schema.safeParse(parse(String(given)));
    if (parsed.success) {
      return parsed.data;
    }
    const [issue] = parsed.error.issues;
    const form = FORMS[key];
    this.problems.push({
      key: `context key "${key}"`,
      got: given,
      expected: issue?.message ?? form,
      remedy: `Correct it to \`-c ${key}=${form}\`, or leave it out.`,
    });
    return undefined;
  }
}

/** `team=documents,stage=test` → `{team: 'documents', stage: 'test'}`; anything else stays what it is, and no schema takes it. */
function parseTags(text: string): unknown {
  const pairs = text.split(',').map((pair) => /^([^=]+)=(.*)$/s.exec(pair)?.slice(1));
  const names = new Set(pairs.map((pair) => pair?.[0]));
  return pairs.includes(undefined) || names.size < pairs.length
    ? text
    : Object.fromEntries(pairs as string[][]);
}

/** Context key of the local run, which stands for every account and region: the template names none. */
export const ANY_ENVIRONMENT = 'anyEnvironment';
