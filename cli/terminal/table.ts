import { plainText } from '../../lambda/domain/text/unicode';
import { relativeTime } from './format';
import { paintState, type Style } from './style';
import { pad, shortenEnd, shortenMiddle, textWidth, wrapText } from './text-width';

export type Cell = string | number | undefined;

/**
 * What a column holds, which decides how it is drawn and shortened. `id`: cut in its middle. `state`: coloured. `time`: epoch
 * milliseconds or ISO 8601. `prose`: continued on further lines. `number`: never cut.
 */
export type ColumnKind = 'text' | 'id' | 'state' | 'time' | 'prose' | 'number';

export interface Column {
  readonly heading: string;
  readonly kind: ColumnKind;
  /** Where not all columns fit, the least important shrink first, and are left out first. Prose shrinks before, and stays. */
  readonly importance: number;
  /** How narrow it may become. */
  readonly least: number;
}

const LEAST: Readonly<Record<ColumnKind, number>> = {
  text: 8,
  id: 12,
  state: 11,
  time: 9,
  prose: 24,
  number: 12,
};

/** A column of a table. @param importance 1 is the least: it shrinks first @param least columns of the terminal it needs */
export function column(
  heading: string,
  kind: ColumnKind = 'text',
  importance = 3,
  least: number = LEAST[kind],
): Column {
  return { heading, kind, importance, least };
}

/** How a table is drawn. */
export interface TableView {
  /** Columns of the terminal; undefined: nothing is shortened, and times are UTC. */
  readonly width: number | undefined;
  readonly style: Style;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface DrawnTable {
  readonly lines: readonly string[];
  /** Headings of the columns in which something was cut, and of those that are not there. */
  readonly shortened: readonly string[];
  readonly leftOut: readonly string[];
}

const GAP = '  ';
const PROSE_RANK = 100;

/** Rows under their headings, without borders, so that they can be copied and piped; no line is wider than the terminal. */
export function drawTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  view: TableView,
  { hasHeadings = true } = {},
): DrawnTable {
  const texts = rows.map((row) => columns.map(({ kind }, at) => cellText(row[at], kind, view)));
  const natural = columns.map(({ heading }, at) =>
    Math.max(hasHeadings ? textWidth(heading) : 0, ...texts.map((row) => textWidth(row[at] ?? ''))),
  );
  const isEmpty = columns.map((_, at) => texts.every((row) => row[at] === ''));
  const widths = fitWidths(columns, natural, isEmpty, view.width);
  const shown = columns.flatMap((one, at) => {
    const width = widths[at];
    return width === undefined ? [] : [{ ...one, at, width }];
  });
  const shortened = new Set<string>();
  const drawRow = (row: readonly string[]) => {
    const cells = shown.map((one) => {
      const lines = fitCell(row[one.at] ?? '', one);
      if (one.kind !== 'prose' && lines[0] !== row[one.at]) {
        shortened.add(one.heading);
      }
      return lines;
    });
    return joinCells(cells, shown, view.style);
  };
  const headings = shown.map(({ heading, width }) => [shortenEnd(heading.toUpperCase(), width)]);
  return {
    lines: [
      ...(hasHeadings ? joinCells(headings, shown, view.style, view.style.bold) : []),
      ...texts.flatMap(drawRow),
    ],
    shortened: [...shortened],
    leftOut: columns.flatMap(({ heading }, at) =>
      widths[at] === undefined && !isEmpty[at] ? [heading] : [],
    ),
  };
}

function cellText(cell: Cell, kind: ColumnKind, { width, now }: TableView): string {
  if (cell === undefined) {
    return '';
  }
  const at = kind === 'time' ? (typeof cell === 'number' ? cell : Date.parse(cell)) : Number.NaN;
  if (Number.isNaN(at)) {
    return plainText(String(cell));
  }
  // What a provider sent as a time stays as it sent it.
  const absolute = typeof cell === 'number' ? new Date(at).toISOString() : plainText(cell);
  return width === undefined ? absolute : relativeTime(at, now);
}

/** Of each column how wide it is drawn; undefined: it is left out. */
function fitWidths(
  columns: readonly Column[],
  natural: readonly number[],
  isEmpty: readonly boolean[],
  available: number | undefined,
): readonly (number | undefined)[] {
  if (available === undefined) {
    return natural;
  }
  // Prose loses nothing by shrinking, and is what the other columns are about.
  const rank = (at: number) => (columns[at]?.kind === 'prose' ? PROSE_RANK : (columns[at]?.importance ?? 0));
  const byImportance = [...columns.keys()].sort((one, other) => rank(one) - rank(other));
  const widthOf = (shown: readonly number[]) =>
    shown.reduce((sum, at) => sum + (natural[at] ?? 0), 0) + GAP.length * (shown.length - 1);
  // Before anything is cut, columns that hold nothing go.
  let shown = widthOf(byImportance) > available ? byImportance.filter((at) => !isEmpty[at]) : byImportance;
  while (true) {
    const drawn = shown.flatMap((at) => {
      const one = columns[at];
      return one === undefined ? [] : [{ ...one, at, width: natural[at] ?? 0 }];
    });
    const over = shrink(drawn, widthOf(shown) - available);
    if (over <= 0 || drawn.length <= 1) {
      const widths = new Map(drawn.map(({ at, width }) => [at, Math.min(width, available)]));
      return columns.map((_, at) => widths.get(at));
    }
    shown = shown.slice(1);
  }
}

/** Takes so many columns of the terminal from the least important; of equal ones from the widest. Answers what is still missing. */
function shrink(columns: readonly (Column & { width: number })[], over: number): number {
  let left = over;
  while (left > 0) {
    const [next] = columns
      .filter(({ width, least }) => width > least)
      .sort(
        (one, other) =>
          Number(other.kind === 'prose') - Number(one.kind === 'prose') ||
          one.importance - other.importance ||
          other.width - one.width,
      );
    if (next === undefined) {
      return left;
    }
    next.width -= 1;
    left -= 1;
  }
  return left;
}

function fitCell(text: string, { kind, width }: { readonly kind: ColumnKind; readonly width: number }) {
  switch (kind) {
    case 'prose':
      return wrapText(text, width, { breakWords: true });
    case 'id':
      return [shortenMiddle(text, width)];
    default:
      return [shortenEnd(text, width)];
  }
}

function joinCells(
  cells: readonly (readonly string[])[],
  shown: readonly { readonly kind: ColumnKind; readonly width: number }[],
  style: Style,
  paint?: (text: string) => string,
): readonly string[] {
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = shown.map(({ kind, width }, at) => {
      const text = cells[at]?.[line] ?? '';
      const padded = pad(text, width, kind === 'number' ? 'left' : 'right');
      return kind === 'state' ? paintState(text, style) + padded.slice(text.length) : padded;
    });
    // The last column's padding would only wrap in a narrow terminal.
    const joined = parts.join(GAP).replace(/ +$/, '');
    return paint ? paint(joined) : joined;
  });
}
