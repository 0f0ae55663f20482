import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../../cli/context';
import { createProgram } from '../../cli/program';

const PAGES = ['docs/runbook.md', 'docs/smoke-checklist.md', 'docs/metrics.md'];

interface WrittenCommand {
  readonly page: string;
  readonly text: string;
}

/** Every `npx inbox …` of the pages: lines of code, and code within a sentence. */
const COMMANDS = PAGES.flatMap((page): WrittenCommand[] => {
  const text = readFileSync(join(__dirname, '../..', page), 'utf8');
  const lines = [...text.matchAll(/^npx inbox .+$/gm), ...text.matchAll(/`(npx inbox [^`]+)`/g)];
  return lines.map((match) => ({ page, text: match[1] ?? match[0] }));
});

/** Words as a shell parts them; quotes hold theirs together. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** The command that the first words name, and what is left for it. */
function resolve(command: Command, words: readonly string[]): { command: Command; rest: readonly string[] } {
  const [first, ...rest] = words;
  const child = command.commands.find((each) => each.name() === first);
  return child ? resolve(child, rest) : { command, rest: words };
}

describe('the commands of the pages', () => {
  it('are many', () => {
    expect(COMMANDS.length).toBeGreaterThan(30);
  });

  it.each(COMMANDS)('$page: $text', ({ text }) => {
    const program = createProgram({} as Context);
    const globals = program.parseOptions(wordsOf(text).slice(2));
    const { command, rest } = resolve(program, globals.operands.concat(globals.unknown));
    const { operands, unknown } = command.parseOptions([...rest]);
    const known = unknown.filter((word) => !program.options.some(({ long }) => long === word));
    const required = command.registeredArguments.filter((argument) => argument.required).length;
    const most = command.registeredArguments.some(({ variadic }) => variadic)
      ? Number.POSITIVE_INFINITY
      : command.registeredArguments.length;
    expect(command.commands).toEqual([]);
    expect(known).toEqual([]);
    expect(operands.length).toBeGreaterThanOrEqual(required);
    expect(operands.length).toBeLessThanOrEqual(most);
  });
});
