import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type * as z from 'zod';
import { closestName } from '../closest-name';
import type { Config } from './config';
import { ConfigError, type ConfigProblem } from './config-error';
import { type ConfigInput, configSchema } from './config-schema';
import { parseConfig } from './parse-config';
import { envSchema, stackNameSchema, tagsSchema } from './source-schema';

export type Context = Readonly<Record<string, unknown>>;

/** Context key of the local run: the template must name no account and no region. */
export const ANY_ENVIRONMENT = 'anyEnvironment';

/** The context keys of this app, and how each value is written. */
const FORMS = {
  config: '<file>',
  stackName: '<name>',
  account: '<12 digits>',
  region: '<region>',
  tags: '<name>=<value>,<name>=<value>',
} as const;

const FILE_KEYS: ReadonlySet<string> = new Set(
  Object.keys(configSchema.shape).map((key) => key.toLowerCase()),
);

const DEFAULT_FILE = join(__dirname, '..', '..', 'extraction-inbox.config.ts');
const SUFFIX = '.config.ts';
const EXPORT = '`export default defineConfig({ … })`';
/** An error line of esbuild, which tsx compiles with; its columns begin at 0. */
const TRANSFORM_ERROR = /^(.+):(\d+):(\d+): ERROR: (.+)$/gm;

/**
 * Reads the configuration file: `extraction-inbox.config.ts`, or the one that `-c config=<file>` names.
 * @param context overrides keys of the file (`-c`)
 * @throws ConfigError when there is no such file, it cannot be run, or what it exports is refused
 */
export function loadConfig(selected?: unknown, context: Context = {}): Config {
  const file = typeof selected === 'string' ? resolve(selected) : '';
  // The file is code that will run: accept only a name that says it is a configuration.
  if (selected !== undefined && !(file.endsWith(SUFFIX) && existsSync(file))) {
    const there = file && existsSync(dirname(file)) ? readdirSync(dirname(file)) : [];
    const configs = there.filter((name) => name.endsWith(SUFFIX));
    const closest = closestName(basename(file), configs);
    const remedy =
      closest === undefined ? 'Correct `-c config=<file>`, or leave it out.' : `Did you mean ${closest}?`;
    const expected = `an existing file whose name ends in ${SUFFIX}`;
    throw new ConfigError([{ key: 'context key "config"', got: selected, expected, remedy }]);
  }
  const config = parseConfig(withContext(readConfigFile(file || DEFAULT_FILE), context));
  return context[ANY_ENVIRONMENT] === true ? { ...config, env: undefined } : config;
}

/**
 * What a configuration file exports, unchecked. The file is code: it is run.
 * @throws ConfigError when it cannot be run, or exports no configuration; with the place in the file, without a stack trace
 */
export function readConfigFile(file: string): ConfigInput {
  const refusal = (got: string, expected: string) => new ConfigError([toProblem(file, got, expected)]);
  if (!existsSync(file)) {
    throw refusal('no such file', 'it there, or `-c config=<file>`');
  }
  let exported: unknown;
  try {
    exported = getDefaultExport(require(file));
  } catch (error) {
    throw new ConfigError(explainCrash(error, file));
  }
  // Between module systems a loader may wrap the default export in another.
  exported = getDefaultExport(exported) ?? exported;
  if (exported === undefined) {
    throw refusal('no default export', EXPORT);
  }
  if (typeof exported === 'function') {
    throw refusal('a function as the default export', `the configuration itself: ${EXPORT}`);
  }
  if (exported instanceof Promise) {
    // An unhandled rejection would print a stack trace.
    exported.catch(() => undefined);
    throw refusal('a Promise as the default export', 'the configuration itself: it is read without waiting');
  }
  return exported as ConfigInput;
}

function getDefaultExport(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'default' in value ? value.default : undefined;
}

function explainCrash(error: unknown, file: string): ConfigProblem[] {
  const isError = error instanceof Object && 'message' in error;
  const thrown = (isError ? error : { message: String(error) }) as Partial<NodeJS.ErrnoException>;
  const { name, code } = thrown;
  const [message, stack] = [String(thrown.message ?? ''), String(thrown.stack ?? '')];
  const syntax = [...message.matchAll(TRANSFORM_ERROR)];
  if (syntax.length > 0) {
    return syntax.map(([, where = file, line, column = '0', said]) =>
      toProblem(
        `${showFile(where)}:${line}:${Number(column) + 1}`,
        `a syntax error (${said})`,
        'valid TypeScript',
      ),
    );
  }
  const [said = ''] = (name === undefined ? message : `${name}: ${message}`).split('\n');
  if (code === 'MODULE_NOT_FOUND') {
    return [toProblem(file, `an import that is not there (${said})`, 'files and packages that exist')];
  }
  // The line and column that the file's own code had reached.
  const from = stack.indexOf(`${file}:`);
  const [, line, column] = /^:(\d+):(\d+)/.exec(from < 0 ? '' : stack.slice(from + file.length)) ?? [];
  const where = line ? `${showFile(file)}:${line}:${column}` : file;
  return [toProblem(where, `an error when it was run (${said})`, 'a file that runs without one')];
}

function toProblem(where: string, gotInWords: string, expected: string): ConfigProblem {
  return { key: showFile(where), got: undefined, gotInWords, expected };
}

/** Relative to the working directory, unless the file lies outside of it. */
function showFile(file: string): string {
  const path = relative('', file);
  return path.startsWith('..') ? file : path;
}

/**
 * The CDK ignores a context key that nobody reads, so that `-c confg=prod.config.ts` would deploy the default configuration,
 * `-c stackname=second` change the first stack, and `-c fips=true` do nothing. Only similar names and keys of the configuration file
 * are rejected: the CDK's own flags and look-ups are context as well.
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
 * The configuration, overridden by `-c stackName=`, `-c account=`, `-c region=` and `-c tags=`.
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

/** `team=documents,stage=test` → `{team: 'documents', stage: 'test'}`; other text is returned as it is, and fails the schema. */
function parseTags(text: string): unknown {
  const pairs = text.split(',').map((pair) => /^([^=]+)=(.*)$/s.exec(pair)?.slice(1));
  const names = new Set(pairs.map((pair) => pair?.[0]));
  return pairs.includes(undefined) || names.size < pairs.length
    ? text
    : Object.fromEntries(pairs as string[][]);
}
