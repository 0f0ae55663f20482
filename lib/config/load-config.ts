import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { closestName } from '../closest-name';
import { ANY_ENVIRONMENT } from './any-environment';
import type { Config } from './config';
import { ConfigError } from './config-error';
import { readConfigFile } from './config-file';
import type { Context } from './context-keys';
import { parseConfig } from './parse-config';
import { withContext } from './with-context';

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
