import { Program, runProgram } from '../../../cli/terminal/run-program';

async function readUsageError(...args: string[]): Promise<string> {
  const program = new Program('inbox').option('--local').option('--stack <name>');
  program.command('events').command('list').option('--limit <n>').requiredOption('--day <day>');
  let said = '';
  const code = await runProgram(program, args, {
    out: { write: () => true } as never,
    err: {
      write: (text: string) => {
        said += text;
        return true;
      },
    } as never,
  });
  expect(code).toBe(2);
  return said;
}

describe('runProgram', () => {
  it.each([
    ['events', 'list'],
    ['--local', 'events', 'list'],
    ['--stack', 'other', 'events', 'list'],
    ['--stack=other', 'events', 'list'],
  ])('names the --help of the command behind its options: %s %s', async (...args) => {
    expect(await readUsageError(...args)).toMatch(/See inbox events list --help\.\n$/);
  });
});
