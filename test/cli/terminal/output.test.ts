import { PassThrough } from 'node:stream';
import { Output } from '../../../cli/terminal/output';

interface Given {
  readonly forMachines?: boolean;
  readonly isTTY?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

function given({ forMachines = false, isTTY = false, env = process.env }: Given = {}) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const output = new Output(
    { out: Object.assign(out, { isTTY }), err: Object.assign(err, { isTTY }) },
    forMachines,
    { env },
  );
  const readText = (stream: PassThrough) => (stream.read() as Buffer | null)?.toString() ?? '';
  return { output, out: () => readText(out), err: () => readText(err) };
}

function sayEverything(output: Output): void {
  output.line('a line');
  output.fields({ name: 'value', nothing: undefined });
  output.table(['one'], [['cell'], [undefined], [3]]);
  output.json({ a: 1 });
  output.jsonLine({ b: 2 });
}

describe('Output', () => {
  it('says to a person what is for a person', () => {
    const { output, out } = given();
    sayEverything(output);
    expect(out()).toBe('a line\nname  value\nONE\ncell\n\n3\n');
  });

  it('says to a machine what is for a machine', () => {
    const { output, out } = given({ forMachines: true });
    sayEverything(output);
    expect(out()).toBe('{\n  "a": 1\n}\n{"b":2}\n');
  });

  it('aligns columns of any script, and draws no table without rows', () => {
    const { output, out } = given();
    output.table(
      ['id', 'n'],
      [
        ['文書', 1],
        ['ab', 2],
      ],
    );
    output.table(['id'], []);
    expect(out()).toBe('ID    N\n文書  1\nab    2\n');
  });

  it('lets nothing reach a terminal that it would act on', () => {
    const { output, out, err } = given();
    const hostile = 'a\u001b[2J\u009b1m\r\n\t\u2028\u202e\u200bz';
    const shown = 'a\\u001b[2J\\u009b1m\\u000d\\u000a\\u0009\\u2028\\u202e\\u200bz';
    output.line(hostile);
    output.fields({ name: hostile });
    output.table(['one'], [[hostile]]);
    output.note(hostile);
    expect(out()).toBe(`${shown}\nname  ${shown}\nONE\n${shown}\n`);
    expect(err()).toBe(`${shown}\n`);
  });

  it('keeps the indentation, bullet or mark of a line that a terminal wraps', () => {
    const { output, out } = given({ isTTY: true, env: { COLUMNS: '20' } });
    for (const lead of ['  - ', '-     ', 'FAIL  ', '  ', '']) {
      output.line('one two three four five', lead);
    }
    expect(out()).toBe(
      [
        '  - one two three',
        '    four five',
        '-     one two three',
        '      four five',
        'FAIL  one two three',
        '      four five',
        '  one two three four',
        '  five',
        'one two three four',
        'five',
        '',
      ].join('\n'),
    );
  });

  it('prints a heading in bold on a terminal, and plainly elsewhere', () => {
    const [terminal, pipe] = [given({ isTTY: true, env: {} }), given({ env: {} })];
    for (const { output } of [terminal, pipe]) {
      output.heading('Source\u001b[2J limai');
    }
    expect(terminal.out()).toBe('\u001b[1mSource\\u001b[2J limai\u001b[22m\n');
    expect(pipe.out()).toBe('Source\\u001b[2J limai\n');
  });

  it('lets nothing reach a terminal through JSON, which parses to the same value', () => {
    const value = { id: 'a\u007f\u009b2J\u2028\u202e\ud800z' };
    const { output, out } = given({ forMachines: true });
    output.json(value);
    output.jsonLine(value);
    const text = out();
    expect(text).toMatch(/^[\n\u0020-\u007e]*$/);
    expect(text.split('\n}\n').map((part) => part.includes('\\u007f\\u009b2J\\u2028\\u202e'))).toEqual([
      true,
      true,
    ]);
    expect(JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')).toEqual(value);
  });

  it('shows progress on standard error, and gives what the work gave', async () => {
    const { output, out, err } = given({ isTTY: true });
    const done = output.progress(2, 'reading', async ({ advance }) => advance() ?? 'done');
    expect([await done, out(), err().includes('reading')]).toEqual(['done', '', true]);
  });

  it('shows the first rows of a long table, and says how many there are besides', () => {
    const { output, out } = given();
    output.overview(
      ['n'],
      Array.from({ length: 22 }, (_, index) => [index]),
    );
    expect(out()).toMatch(/^N\n0\n(\d+\n){19}… and 2 more \(--json lists all\)\n$/);
  });

  it('hands bytes on as they are, but not to a terminal', async () => {
    const bytes = Buffer.from([0x7b, 0x1b, 0x5b, 0xff, 0x0a, 0x09, 0x7d]);
    const pipe = new PassThrough();
    await new Output({ out: pipe, err: pipe }, true).bytes(bytes);
    expect(pipe.read()).toEqual(bytes);
    const { output, out } = given({ isTTY: true });
    await output.bytes(bytes);
    expect(out()).toBe('{\\u001b[\ufffd\n\t}\n');
  });
});
