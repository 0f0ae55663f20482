import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from './config';
import { ConfigError } from './config-error';
import type { ConfigInput } from './config-input';
import { parseConfig } from './parse-config';

const DEFAULT_FILE = join(__dirname, '..', '..', 'extraction-inbox.config.ts');

/**
 * Reads the configuration file: `extraction-inbox.config.ts`, or the one that `-c config=<file>` names.
 * @throws ConfigError when there is no such file, or what it exports is refused
 */
export function loadConfig(selected?: unknown): Config {
  const file = selected === undefined ? DEFAULT_FILE : selectedFile(selected);
  const exported = exportedBy(require(file));
  if (exported === undefined) {
    const expected = 'a file that says `export default defineConfig({ … })`';
    throw refused(selected ?? 'extraction-inbox.config.ts', expected);
  }
  return parseConfig(exported as ConfigInput);
}

/** Between module systems (a file in a package of its own, say) a loader may wrap the default export in another. */
function exportedBy(module: unknown): object | undefined {
  const exported = defaultOf(module);
  return defaultOf(exported) ?? exported;
}

function defaultOf(value: unknown): object | undefined {
  const inner = typeof value === 'object' && value !== null && 'default' in value ? value.default : undefined;
  return typeof inner === 'object' && inner !== null ? inner : undefined;
}

/** The file is code that will run: only one that calls itself a configuration is taken. */
function selectedFile(selected: unknown): string {
  const file = typeof selected === 'string' ? resolve(selected) : '';
  if (!file.endsWith('.config.ts') || !existsSync(file)) {
    throw refused(selected, 'an existing file whose name ends in .config.ts');
  }
  return file;
}

function refused(got: unknown, expected: string): ConfigError {
  const remedy = 'Mend `-c config=<file>`, or leave it out.';
  return new ConfigError([{ key: 'context key "config"', got, expected, remedy }]);
}
