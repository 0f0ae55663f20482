import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from './errors';

/** Often set for good (CI), and harmless when npm takes it: who is not told `--yes` asks or refuses. */
const LEFT_ALONE = new Set(['yes']);
const WORD = /^[\w./:@,=-]+$/;

/**
 * `npm start --data-dir=x` hands nothing to the program: without `--` npm takes every option for a setting of its own, which shows
 * in the environment alone. Settings from an .npmrc look the same there, so those files are read. What a person set in the
 * environment by hand cannot be told apart.
 * @throws UsageError with the right line
 */
export function refuseOptionsTakenByNpm(
  program: Command,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): void {
  const script = env.npm_lifecycle_event;
  if (script === undefined || !program.name().split(' ').includes(script)) {
    return;
  }
  const settings = readSettings(env);
  const commands = [program];
  for (const command of commands) {
    commands.push(...command.commands);
  }
  // Each name once.
  const options = new Map(commands.flatMap((command) => command.options.map((one) => [one.name(), one])));
  const taken = [...options.values()].flatMap((option) => {
    const value = env[`npm_config_${key(option.name())}`] || undefined;
    const isTyped = args.some((word) => word === option.long || word.startsWith(`${option.long}=`));
    const isSetting = settings.get(key(option.name())) === value;
    return value === undefined || isTyped || isSetting || LEFT_ALONE.has(option.name())
      ? []
      : [{ option, value }];
  });
  if (taken.length > 0) {
    const names = taken.map(({ option }) => option.long).join(', ');
    const start = env.npm_command === 'start' ? 'npm start' : `npm run ${script}`;
    // npm 11 leaves the value of `--port 4000` behind as an operand, earlier ones swallow the word after a flag.
    const typed = taken.map(({ option: { long, required, optional }, value }) =>
      required || optional
        ? `${long}${value === 'true' ? ' …' : `=${quoted(value)}`}`
        : `${long}${value === 'true' ? '' : ` ${quoted(value)}`}`,
    );
    const words = [...args, ...typed].join(' ');
    throw new UsageError(
      `${names}: npm took ${taken.length === 1 ? 'it' : 'them'} for a setting of its own. Options come after \`--\`: \`${start} -- ${words}\`.`,
    );
  }
}

function quoted(value: string): string {
  return WORD.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** What the .npmrc files say, by name as the environment spells it. */
function readSettings(env: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  const project = env.npm_config_local_prefix;
  const files = [env.npm_config_globalconfig, env.npm_config_userconfig, project && join(project, '.npmrc')];
  const settings = new Map<string, string>();
  for (const file of files) {
    let text = '';
    try {
      text = readFileSync(file || '', 'utf8');
    } catch {}
    for (const [, name = '', value = ''] of text.matchAll(
      /^[^\S\n]*([\w.-]+)[^\S\n]*=[^\S\n]*"?(.*?)"?\s*$/gm,
    )) {
      settings.set(key(name), value);
    }
  }
  return settings;
}

function key(name: string): string {
  return name.toLowerCase().replaceAll('-', '_');
}
