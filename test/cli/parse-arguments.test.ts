import { parseArguments } from '../../cli/parse-arguments';
import { UsageError } from '../../cli/usage-error';

const OPTIONS = { file: { type: 'string' }, port: { type: 'string', default: '3000' } } as const;

const parse = (...args: string[]) => parseArguments({ args, options: OPTIONS });
const parseMany = (...args: string[]) => parseArguments({ args, options: OPTIONS, allowPositionals: true });

describe('parseArguments', () => {
  it('reads options, defaults and arguments', () => {
    expect(parseMany('a', '--file', 'f', 'b')).toMatchObject({
      values: { file: 'f', port: '3000' },
      positionals: ['a', 'b'],
    });
  });

  it.each([
    ['an unknown option', () => parse('--nope'), "Unknown option '--nope'. See --help."],
    ['one beside arguments', () => parseMany('a', '--nope'), "Unknown option '--nope'. See --help."],
    ['an argument where none belongs', () => parse('a'), /^Unexpected argument 'a'\. .*\. See --help\.$/],
    ['an option without its value', () => parse('--file'), /^Option '--file <value>' argument missing\. See/],
    ['an empty value', () => parse('--file', ''), '--file: got "", expected a value. See --help.'],
    ['an empty value after =', () => parse('--file='), '--file: got "", expected a value. See --help.'],
    ['an empty argument', () => parseMany('a', ''), 'Argument 2: got "", expected a value. See --help.'],
  ])('refuses %s in whole sentences', (_, parsing, message) => {
    expect(parsing).toThrow(UsageError);
    expect(parsing).toThrow(message);
  });
});
