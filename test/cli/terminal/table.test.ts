import { createStyle } from '../../../cli/terminal/style';
import { column, drawTable } from '../../../cli/terminal/table';
import { textWidth } from '../../../cli/terminal/text-width';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const style = createStyle({}, { env: {} });
const view = (width: number | undefined) => ({ width, style, now: NOW });

const COLUMNS = [
  column('changed', 'time', 4),
  column('event', 'id', 5),
  column('why', 'text', 1),
  column('count', 'number', 2),
];
const ROWS = [
  [NOW - 150_000, 'evt_01HABCDEF0123456789f9f3c', 'transient: the provider did not answer', 3],
  ['2026-03-01T12:05:00Z', '文書文書文書文書', undefined, 12],
];

describe('drawTable', () => {
  it('shows everything whole where it fits, with times for a person', () => {
    expect(drawTable(COLUMNS, ROWS, view(120))).toEqual({
      lines: [
        'CHANGED  EVENT                         WHY                                     COUNT',
        '2m ago   evt_01HABCDEF0123456789f9f3c  transient: the provider did not answer      3',
        'in 5m    文書文書文書文書                                                         12',
      ],
      shortened: [],
      leftOut: [],
    });
  });

  it('shows everything whole where nobody says how wide, with times in UTC as they are', () => {
    const { lines } = drawTable(COLUMNS, ROWS, view(undefined));
    expect(lines[1]).toContain('2026-03-01T11:57:30.000Z  evt_01HABCDEF0123456789f9f3c  transient: ');
    expect(lines[2]).toContain('2026-03-01T12:05:00Z      文書');
  });

  it('shrinks the least important columns first, and tells which', () => {
    expect(drawTable(COLUMNS, ROWS, view(60))).toEqual({
      lines: [
        'CHANGED  EVENT                         WHY             COUNT',
        '2m ago   evt_01HABCDEF0123456789f9f3c  transient: th…      3',
        'in 5m    文書文書文書文書                                 12',
      ],
      shortened: ['why'],
      leftOut: [],
    });
  });

  it('leaves the least important columns out where all are as narrow as they can be', () => {
    expect(drawTable(COLUMNS, ROWS, view(24))).toEqual({
      lines: ['CHANGED  EVENT', '2m ago   evt_01HAB…f9f3c', 'in 5m    文書文書…文書'],
      shortened: ['event'],
      leftOut: ['why', 'count'],
    });
  });

  it('leaves out columns that hold nothing before it cuts any', () => {
    const rows = [['evt_0123456789', '', 'text']];
    const columns = [column('event', 'id'), column('empty', 'text', 9, 40), column('why')];
    expect(drawTable(columns, rows, view(22))).toEqual({
      lines: ['EVENT           WHY', 'evt_0123456789  text'],
      shortened: [],
      leftOut: [],
    });
  });

  it('continues prose beneath itself', () => {
    const columns = [column('of'), column('result', 'prose')];
    expect(drawTable(columns, [['limai', 'one two three four five six seven']], view(31)).lines).toEqual([
      'OF     RESULT',
      'limai  one two three four five',
      '       six seven',
    ]);
  });

  it('shrinks prose before any other column, and leaves it out last', () => {
    const columns = [column('check', 'text', 9), column('of', 'text', 8, 6), column('result', 'prose', 1)];
    const rows = [['reconciliation', 'source', 'one two three four five six seven eight']];
    expect(drawTable(columns, rows, view(50)).lines[1]).toBe(
      'reconciliation  source  one two three four five',
    );
    expect(drawTable(columns, rows, view(34))).toMatchObject({
      lines: ['CHECK     RESULT', 'reconci…  one two three four five', '          six seven eight'],
      leftOut: ['of'],
    });
  });

  it('colours states, and nothing else of a row', () => {
    const coloured = { ...view(80), style: createStyle({ isTTY: true }, { env: {} }) };
    const { lines } = drawTable(
      [column('state', 'state'), column('event', 'id')],
      [['FAILED', 'a']],
      coloured,
    );
    expect(lines).toEqual(['\u001b[1mSTATE   EVENT\u001b[22m', '\u001b[31mFAILED\u001b[39m  a']);
  });

  it('lets nothing through that a terminal would act on, and counts what it shows instead', () => {
    const hostile = '\u202e\u001b[2J\u200bx\n文';
    for (const kind of ['text', 'id', 'state', 'time', 'prose'] as const) {
      const { lines } = drawTable([column('it', kind), column('end')], [[hostile, 'z']], view(200));
      expect(lines[1]).toBe('\\u202e\\u001b[2J\\u200bx\\u000a文  z');
      expect(textWidth(lines[1] ?? '')).toBe(33);
    }
  });
});
