import { plainJson, plainLines, plainText } from '../../lambda/domain/text/unicode';
import { clockTime } from './format';
import type { Progress } from './progress';
import { createStyle, type Style, type TerminalStream, terminalWidth } from './style';
import { type Cell, type Column, column, drawTable, type TableView } from './table';
import { pad, textWidth, wrapText } from './text-width';

/** Where a program writes. */
export interface Streams {
  readonly out: NodeJS.WritableStream & TerminalStream;
  readonly err: NodeJS.WritableStream & TerminalStream;
}

/** How answers for a person look. */
export interface Looks {
  /** Whole ids and UTC times, however wide. */
  readonly wide?: boolean;
  readonly noColor?: boolean;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly env?: NodeJS.ProcessEnv;
}

/** Fewer columns than this are too narrow for a value beside its name. */
const LEAST_ROOM = 24;

/** More rows than this are no overview: --json has them all. */
const OVERVIEW_ROWS = 20;

/**
 * What commands say: for a person by default, for a machine with --json. A command calls the verbs of both; those of the other
 * reader do nothing. Nothing is written that a terminal would act on, whatever it holds: JSON spells such characters as `\u009b`.
 * On a terminal no line is wider than it, but for a single word that a person must be able to copy.
 */
export class Output {
  readonly style: Style;
  /** Columns of the terminal; undefined in a pipe and with --wide: nothing is shortened or broken, and times are UTC. */
  readonly width: number | undefined;
  private readonly now: () => number;

  constructor(
    private readonly streams: Streams,
    readonly forMachines: boolean,
    { wide = false, noColor = false, now = Date.now, env = process.env }: Looks = {},
  ) {
    this.style = createStyle(streams.out, { env, noColor });
    this.width = wide ? undefined : terminalWidth(streams.out, env);
    this.now = now;
  }

  /**
   * For a person: one line, or as many as the terminal needs.
   * @param lead indentation, a bullet or a mark; what continues the line stands below its text
   */
  line(text = '', lead = ''): void {
    const [first = '', ...others] = this.wrap(plainText(text), lead.length);
    this.write([lead + first, ...others.map((line) => ' '.repeat(lead.length) + line)]);
  }

  /** For a person: a line in bold, over the lines that belong to it. */
  heading(text: string): void {
    this.write(this.wrap(plainText(text)).map(this.style.bold));
  }

  /** For a person: rows under their headings; nothing when there are none. A heading alone is a column of texts. */
  table(columns: readonly (Column | string)[], rows: readonly (readonly Cell[])[]): void {
    if (this.forMachines || rows.length === 0) {
      return;
    }
    const { lines, shortened, leftOut } = drawTable(columns.map(toColumn), rows, this.view);
    this.write(lines);
    const notes = [
      shortened.length > 0 && `Shortened: ${shortened.join(', ')}.`,
      leftOut.length > 0 && `Left out: ${leftOut.join(', ')}.`,
    ].filter(Boolean);
    if (notes.length > 0) {
      this.write(this.wrap(`${notes.join(' ')} --wide shows all of it.`).map(this.style.dim));
    }
  }

  /** For a person: one row of a table that has no end. */
  row(columns: readonly Column[], cells: readonly Cell[]): void {
    this.write(drawTable(columns, [cells], this.view, { hasHeadings: false }).lines);
  }

  /** The time of a row that stays on the screen while time goes on. */
  clock(at: number): string {
    return this.width === undefined ? new Date(at).toISOString() : clockTime(at, this.now());
  }

  /** For a person: the first rows of a table that may be long. */
  overview(columns: readonly (Column | string)[], rows: readonly (readonly Cell[])[]): void {
    this.table(columns, rows.slice(0, OVERVIEW_ROWS));
    if (rows.length > OVERVIEW_ROWS) {
      this.line(`… and ${rows.length - OVERVIEW_ROWS} more (--json lists all)`);
    }
  }

  /** For a person: names and values beneath each other; those without a value are left out. */
  fields(fields: Readonly<Record<string, Cell>>): void {
    const present = Object.entries(fields).filter(([, value]) => value !== undefined);
    const widest = Math.max(...present.map(([name]) => textWidth(name)));
    for (const [name, value] of present) {
      const text = plainText(String(value));
      const room = (this.width ?? Number.POSITIVE_INFINITY) - widest - 2;
      const beside = this.wrap(text, widest + 2);
      // A long word or a narrow terminal: beneath the name there is more room.
      const isBeneath = room < LEAST_ROOM || beside.some((line) => textWidth(line) > room);
      const lines = isBeneath ? ['', ...this.wrap(text, 2)] : beside;
      const indent = isBeneath ? '  ' : ' '.repeat(widest + 2);
      this.write(
        lines.map((line, at) => (at === 0 ? `${pad(name, widest)}  ${line}`.trimEnd() : indent + line)),
      );
    }
  }

  private get view(): TableView {
    return { width: this.width, style: this.style, now: this.now() };
  }

  private wrap(text: string, indent = 0): readonly string[] {
    return this.width === undefined ? [text] : wrapText(text, Math.max(1, this.width - indent));
  }

  private write(lines: readonly string[]): void {
    if (!this.forMachines) {
      this.streams.out.write(lines.map((line) => `${line}\n`).join(''));
    }
  }

  /** For a machine: the command's one JSON document. */
  json(value: unknown): void {
    if (this.forMachines) {
      this.streams.out.write(`${plainJson(value, 2)}\n`);
    }
  }

  /** For a machine: one of many documents, each on a line of its own (`tail`). */
  jsonLine(value: unknown): void {
    if (this.forMachines) {
      this.streams.out.write(`${plainJson(value)}\n`);
    }
  }

  /** For whoever reads standard output: these bytes. A terminal gets them as text it cannot act on. */
  async bytes(bytes: Uint8Array): Promise<void> {
    const { out } = this.streams;
    const shown = out.isTTY === true ? `${plainLines(Buffer.from(bytes).toString())}\n` : bytes;
    await new Promise<void>((resolve) => out.write(shown, () => resolve()));
  }

  /** For a person, whatever standard output is used for: one line on standard error. */
  note(text: string): void {
    this.streams.err.write(`${plainText(text)}\n`);
  }

  /** Tells on standard error how far the work has come, until it ends. */
  async progress<Result>(
    total: number,
    label: string,
    work: (progress: Progress) => Promise<Result>,
  ): Promise<Result> {
    // Loaded here: what only prints does not need it.
    const { startProgress } = await import('./progress');
    const progress = startProgress(total, label, this.streams.err);
    return work(progress).finally(() => progress.stop());
  }
}

function toColumn(one: Column | string): Column {
  return typeof one === 'string' ? column(one) : one;
}

/** Standard output of the programs beside `inbox`, whose commands have `Output`: nothing a terminal would act on. */
export function printLine(text = ''): void {
  process.stdout.write(`${plainLines(text)}\n`);
}

/** The same on standard error. */
export function noteLine(text: string): void {
  process.stderr.write(`${plainLines(text)}\n`);
}

/** Notes on standard error, each with the seconds since now. */
export function stopwatch(): (text: string) => void {
  const started = performance.now();
  return (text) => noteLine(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);
}
