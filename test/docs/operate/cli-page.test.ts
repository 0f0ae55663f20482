import type { Command } from 'commander';
import type { Context } from '../../../cli/commands/command';
import { LOCAL_PROGRAMS } from '../../../cli/local-programs';
import { createProgram } from '../../../cli/program';
import { EXAMPLES } from '../../../scripts/generate/cli-docs/examples';
import { wrapProse } from '../../../scripts/generate/cli-docs/render';
import { runCommand } from '../../cli/run-command';
import { PAGES } from '../pages';

const TEXT = PAGES.find(({ path }) => path === 'docs/operate/cli.md')?.text ?? '';

/** Commands that do something themselves, as a person types them. */
function leaves(command: Command, words: readonly string[] = []): readonly string[] {
  return command.commands.length === 0
    ? [words.join(' ')]
    : command.commands.flatMap((one) => leaves(one, [...words, one.name()]));
}

/** docs/local-run.md explains the programs of the local run. */
const COMMANDS = leaves(createProgram({} as Context)).filter((command) => !(command in LOCAL_PROGRAMS));

describe('docs/operate/cli.md', () => {
  it('shows every command, and no other (npm run generate -- cli-docs)', () => {
    const headings = [...TEXT.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect([...headings].sort()).toEqual([...COMMANDS].sort());
    expect(EXAMPLES.map(({ command }) => command)).toEqual(headings);
  });

  it('explains every command in the words of its examples', () => {
    const missing = EXAMPLES.filter(({ text }) => !TEXT.includes(`\n\n${wrapProse(text)}\n\n`));
    expect(missing.map(({ command }) => command)).toEqual([]);
  });

  it('has of every example the command line and its exit code', () => {
    const shown = TEXT.match(/^\$ .*npx inbox --local /gm) ?? [];
    expect(shown).toHaveLength(EXAMPLES.flatMap(({ examples }) => examples).length);
    const failing = EXAMPLES.flatMap(({ examples }) => examples).filter(({ code = 0 }) => code !== 0);
    expect(TEXT.match(/^\[exit code [12]\]$/gm)).toHaveLength(failing.length);
  });

  it('quotes the help as it is', async () => {
    const { out } = await runCommand(['--help']);
    expect(TEXT).toContain(`$ npx inbox --help\n${out.trimEnd()}\n`);
  });

  it('shows a machine’s answer of every command, by its schema', () => {
    for (const { command, examples } of EXAMPLES) {
      const json = examples.some(({ args, schema }) => args.includes('--json') && schema !== undefined);
      expect([command, json]).toEqual([command, true]);
    }
  });
});
