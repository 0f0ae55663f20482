import type * as z from 'zod';
import { ConfigError, type ConfigProblem } from './config-error';
import type { ConfigInput } from './config-input';
import type { Context, ContextKey } from './context-keys';
import { envSchema, stackNameSchema, tagsSchema } from './deployment-schema';

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
