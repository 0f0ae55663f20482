import type { Context } from '../../cli/commands/command';
import { createProgram } from '../../cli/program';

function readStack(args: readonly string[], variable: string | undefined): unknown {
  const before = process.env.EXTRACTION_INBOX_STACK;
  delete process.env.EXTRACTION_INBOX_STACK;
  if (variable !== undefined) {
    process.env.EXTRACTION_INBOX_STACK = variable;
  }
  try {
    const program = createProgram({} as Context);
    program.parseOptions([...args]);
    return program.opts().stack;
  } finally {
    delete process.env.EXTRACTION_INBOX_STACK;
    if (before !== undefined) {
      process.env.EXTRACTION_INBOX_STACK = before;
    }
  }
}

describe('the stack that inbox reads', () => {
  it.each([
    [[], undefined, 'ExtractionInbox'],
    [[], '', 'ExtractionInbox'],
    [[], 'inbox-eu', 'inbox-eu'],
    [['--stack', 'Mine'], 'inbox-eu', 'Mine'],
  ])('with %j and EXTRACTION_INBOX_STACK=%s is %s', (args, variable, expected) => {
    expect(readStack(args, variable)).toBe(expected);
  });
});
