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

/**
 * Reads the configuration file: `extraction-inbox.config.ts`, or the one that `-c config=<file>` names.
 * @param context what `-c` says instead of the file
 * @throws ConfigError when there is no such file, it cannot be run, or what it exports is refused
 */
export function loadConfig(selected?: unknown, context: Context = {}): Config {
  const input = readConfigFile(selected === undefined ? DEFAULT_FILE : selectedFile(selected));
  const config = parseConfig(withContext(input, context));
  return context[ANY_ENVIRONMENT] === true ? { ...config, env: undefined } : config;
}

/** The file is code that will run: only one that calls itself a configuration is taken. */
function selectedFile(selected: unknown): string {
  const file = typeof selected === 'string' ? resolve(selected) : '';
  if (file.endsWith(SUFFIX) && existsSync(file)) {
    return file;
  }
  const expected = `an existing file whose name ends in ${SUFFIX}`;
  throw new ConfigError([{ key: 'context key "config"', got: selected, expected, remedy: suggestion(file) }]);
}

function suggestion(file: string): string {
  const there = file && existsSync(dirname(file)) ? readdirSync(dirname(file)) : [];
  const closest = closestName(
    basename(file),
    there.filter((name) => name.endsWith(SUFFIX)),
  );
  return closest === undefined ? 'Correct `-c config=<file>`, or leave it out.' : `Did you mean ${closest}?`;
}

const EXPORT = '`export default defineConfig({ … })`';
/** One line of what esbuild, by which tsx reads TypeScript, says of a file; its columns begin at 0. */
const TRANSFORM_ERROR = /^(.+):(\d+):(\d+): ERROR: (.+)$/gm;

/**
 * What a configuration file exports, unchecked. The file is code: it is run.
 * @throws ConfigError when it cannot be run, or exports no configuration; with the place in the file, without a stack trace
 */
export function readConfigFile(file: string): ConfigInput {
  if (!existsSync(file)) {
    throw new ConfigError([refused(file, 'no such file', 'it there, or `-c config=<file>`')]);
  }
  const exported = defaultExport(run(file));
  if (exported === undefined) {
    throw new ConfigError([refused(file, 'no default export', EXPORT)]);
  }
  if (typeof exported === 'function') {
    const expected = `the configuration itself: ${EXPORT}`;
    throw new ConfigError([refused(file, 'a function as the default export', expected)]);
  }
  if (exported instanceof Promise) {
    // Its failure would end the process with the stack trace that this line replaces.
    exported.catch(() => undefined);
    throw new ConfigError([
      refused(
        file,
        'a Promise as the default export',
        'the configuration itself: it is read without waiting',
      ),
    ]);
  }
  return exported as ConfigInput;
}

/** Between module systems (a file in a package of its own, say) a loader may wrap the default export in another. */
function defaultExport(module: unknown): unknown {
  const exported = defaultOf(module);
  return defaultOf(exported) ?? exported;
}

function defaultOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'default' in value ? value.default : undefined;
}

function run(file: string): unknown {
  try {
    return require(file);
  } catch (error) {
    throw new ConfigError(problemsOf(error, file));
  }
}

function problemsOf(error: unknown, file: string): ConfigProblem[] {
  const { message, code, stack } = asError(error);
  const syntax = [...message.matchAll(TRANSFORM_ERROR)];
  if (syntax.length > 0) {
    return syntax.map(([, where = file, line, column = '0', said]) =>
      refused(
        `${shown(where)}:${line}:${Number(column) + 1}`,
        `a syntax error (${said})`,
        'valid TypeScript',
      ),
    );
  }
  const [said = ''] = message.split('\n');
  if (code === 'MODULE_NOT_FOUND') {
    return [refused(file, `an import that is not there (${said})`, 'files and packages that exist')];
  }
  return [
    refused(placeIn(file, stack), `an error when it was run (${said})`, 'a file that runs without one'),
  ];
}

function asError(error: unknown): {
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
} {
  if (!(error instanceof Object) || !('message' in error)) {
    return { message: String(error) };
  }
  const { name, message, code, stack } = error as Error & { readonly code?: string };
  const isTransform = name === 'TransformError';
  return {
    message: isTransform ? message : `${name}: ${message}`,
    ...(code && { code }),
    ...(stack && { stack }),
  };
}

/** The file with the line and column that its own code had reached. */
function placeIn(file: string, stack = ''): string {
  const from = stack.indexOf(`${file}:`);
  const [, line, column] = /^:(\d+):(\d+)/.exec(from < 0 ? '' : stack.slice(from + file.length)) ?? [];
  return line ? `${shown(file)}:${line}:${column}` : file;
}

function refused(where: string, gotInWords: string, expected: string): ConfigProblem {
  return { key: shown(where), got: undefined, gotInWords, expected };
}

/** As a person would type it: from the working directory, unless it lies elsewhere. */
function shown(file: string): string {
  const path = relative('', file);
  return path.startsWith('..') ? file : path;
}
