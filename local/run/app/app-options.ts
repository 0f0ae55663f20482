import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { UsageError } from '../../../cli/terminal/errors';
import type { Program } from '../../../cli/terminal/run-program';
import { PACKAGED } from '../../../lambda/contracts/packaged';
import type { LocalRunOptions } from '../local-run-options';
import type { InboxChoice } from './choose-inbox';

/** Which app a person wants to run, as commander reads it. */
export interface AppOptions extends InboxChoice {
  readonly app?: string;
  readonly assembly?: string;
}

/** The options that choose an app, and an inbox in it. */
export function addAppOptions(program: Program): Program {
  const ofOwnStack = PACKAGED ? 'app in cdk.json' : 'this repository';
  return program
    .addOption(
      new Option(
        '--app <command>',
        `run the inbox of this app: the command that synthesizes it, as in cdk.json (default: ${ofOwnStack})`,
      ),
    )
    .addOption(
      new Option('--assembly <dir>', 'run what was synthesized before, such as cdk.out')
        .argParser((dir: string) => resolve(dir))
        .conflicts('app'),
    )
    .option('--stack <name>', 'the stack that holds the inbox, if several do')
    .option('--inbox <id>', 'which inbox of the stack, if it has several');
}

/** @throws UsageError when nothing says what to run */
export function toRunOptions({
  app,
  assembly,
  stack,
  inbox,
}: AppOptions): Pick<LocalRunOptions, 'app' | 'cdkOutDir' | 'synthesized' | 'stack' | 'inbox'> {
  if (assembly !== undefined) {
    return { cdkOutDir: assembly, synthesized: true, stack, inbox };
  }
  return { app: app ?? (PACKAGED ? readAppOfFolder() : undefined), stack, inbox };
}

/** What `cdk` would run in the current folder. */
export function readAppOfFolder(folder = process.cwd()): string {
  const file = resolve(folder, 'cdk.json');
  const { app } = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as {
    readonly app?: unknown;
  };
  if (typeof app !== 'string') {
    throw new UsageError(
      `Nothing says which app to run: got no "app" in ${file}. Name its command with --app "npx tsx app.ts", or its output with --assembly cdk.out.`,
    );
  }
  return app;
}
