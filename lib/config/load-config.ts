import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { closestName } from '../closest-name';
import type { Config } from './config';
import { ConfigError, type ConfigProblem } from './config-error';
import type { ConfigInput } from './config-schema';
import { ANY_ENVIRONMENT, type Context, withContext } from './context';
import { parseConfig } from './parse-config';

const DEFAULT_FILE = join(__dirname, '..', '..', 'extraction-inbox.config.ts');
const SUFFIX = '.config.ts';
const EXPORT = '`export default defineConfig({ … })`';
/** One line of what esbuild, by which tsx reads TypeScript, says of a file; its columns begin at 0. */
const TRANSFORM_ERROR = /^(.+):(\d+):(\d+): ERROR: (.+)$/gm;

/**
 * Reads the configuration file: `extraction-inbox.config.ts`, or the one that `-c config=<file>` names.
 * @param context what `-c` says instead of the file
 * @throws ConfigError when there is no such file, it cannot be run, or what it exports is refused
 */
export function loadConfig(selected?: unknown, context: Context = {}): Config {
  const input = readConfigFile(selected === undefined ? DEFAULT_FILE : selectFile(selected));
  const config = parseConfig(withContext(input, context));
  return context[ANY_ENVIRONMENT] === true ? { ...config, env: undefined } : config;
}

/** The file is code that will run: only one that calls itself a configuration is taken. */
function selectFile(selected: unknown): string {
  const file = typeof selected === 'string' ? resolve(selected) : '';
  if (file.endsWith(SUFFIX) && existsSync(file)) {
    return file;
  }
  const there = file && existsSync(dirname(file)) ? readdirSync(dirname(file)) : [];
  const configs = there.filter((name) => name.endsWith(SUFFIX));
  const closest = closestName(basename(file), configs);
  const remedy =
    closest === undefined ? 'Correct `-c config=<file>`, or leave it out.' : `Did you mean ${closest}?`;
  const expected = `an existing file whose name ends in ${SUFFIX}`;
  throw new ConfigError([{ key: 'context key "config"', got: selected, expected, remedy }]);
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
    exported = defaultExport(require(file));
  } catch (error) {
    throw new ConfigError(explainCrash(error, file));
  }
  // Between module systems (a file in a package of its own, say) a loader may wrap the default export in another.
  exported = defaultExport(exported) ?? exported;
  if (exported === undefined) {
    throw refusal('no default export', EXPORT);
  }
  if (typeof exported === 'function') {
    throw refusal('a function as the default export', `the configuration itself: ${EXPORT}`);
  }
  if (exported instanceof Promise) {
    // Its failure would end the process with the stack trace that this line replaces.
    exported.catch(() => undefined);
    throw refusal('a Promise as the default export', 'the configuration itself: it is read without waiting');
  }
  return exported as ConfigInput;
}

function defaultExport(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'default' in value ? value.default : undefined;
}

function explainCrash(error: unknown, file: string): ConfigProblem[] {
  const isError = error instanceof Object && 'message' in error;
  const thrown = (isError ? error : { message: String(error) }) as Partial<NodeJS.ErrnoException>;
  const { name, message = '', code, stack = '' } = thrown;
  const syntax = [...message.matchAll(TRANSFORM_ERROR)];
  if (syntax.length > 0) {
    return syntax.map(([, where = file, line, column = '0', said]) =>
      toProblem(
        `${shown(where)}:${line}:${Number(column) + 1}`,
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
  const where = line ? `${shown(file)}:${line}:${column}` : file;
  return [toProblem(where, `an error when it was run (${said})`, 'a file that runs without one')];
}

function toProblem(where: string, gotInWords: string, expected: string): ConfigProblem {
  return { key: shown(where), got: undefined, gotInWords, expected };
}

/** As a person would type it: from the working directory, unless it lies elsewhere. */
function shown(file: string): string {
  const path = relative('', file);
  return path.startsWith('..') ? file : path;
}
