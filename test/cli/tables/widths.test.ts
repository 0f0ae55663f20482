import { textWidth } from '../../../cli/terminal/text-width';
import { plainLines } from '../../../lambda/domain/text/unicode';
import { HOSTILE, REALISTIC } from './given-tables';
import { runTable, TABLE_COMMANDS } from './run-tables';

const WIDTHS = [40, 60, 80, 100, 120, 200];

/** One word, indented at most: an id, a key or a cursor to copy is never broken. */
const ONE_WORD = /^ *\S+$/;

describe.each(WIDTHS)('on a terminal of %d columns', (columns) => {
  it.each(TABLE_COMMANDS)(
    '%s prints no line that is wider, and nothing a terminal would act on',
    async (command) => {
      for (const texts of [REALISTIC, HOSTILE]) {
        const out = await runTable(command, texts, { columns, env: { NO_COLOR: '1' } });
        expect(out).not.toBe('');
        expect(plainLines(out)).toBe(out);
        const wide = out.split('\n').filter((line) => textWidth(line) > columns && !ONE_WORD.test(line));
        expect(wide).toEqual([]);
      }
    },
  );
});

describe('a table', () => {
  it.each(TABLE_COMMANDS)('of %s is whole in a pipe, and with --wide on a terminal', async (command) => {
    const inPipe = await runTable(command, REALISTIC, {});
    expect(inPipe).not.toMatch(/…[^`]|ago/);
    expect(await runTable(command, REALISTIC, { columns: 40, more: ['--wide', '--no-color'] })).toBe(inPipe);
  });

  it('is as narrow in a pipe as COLUMNS demands', async () => {
    const view = { env: { COLUMNS: '60' } };
    const out = await runTable('events list', REALISTIC, view);
    expect(out).toBe(await runTable('events list', REALISTIC, { columns: 60, more: ['--no-color'] }));
  });

  it('has colours on a terminal alone, and not one with --no-color', async () => {
    const colour = '\u001b[31mFAILED\u001b[39m';
    const print = (view: Parameters<typeof runTable>[2]) => runTable('events list', REALISTIC, view);
    expect(await print({ columns: 120 })).toContain(colour);
    expect(await print({ env: { FORCE_COLOR: '1' } })).toContain(colour);
    expect(await print({ columns: 120, more: ['--no-color'] })).not.toContain('\u001b');
    expect(await print({})).not.toContain('\u001b');
  });
});
