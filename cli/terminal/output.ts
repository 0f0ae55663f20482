import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import { plainJson, plainLines, plainText } from '../../lambda/domain/text/unicode';

/** Where a program writes. */
export interface Streams {
  readonly out: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

export type Cell = string | number | undefined;

/** How far long work has come. */
export interface Progress {
  advance(by?: number): void;
  /** When more work comes to light. */
  total(total: number): void;
  stop(): void;
}

/** More rows than this are no overview: --json has them all. */
const OVERVIEW_ROWS = 20;

/**
 * What commands say: for a person by default, for a machine with --json. A command calls the verbs of both; those of the other
 * reader do nothing. Nothing is written that a terminal would act on, whatever it holds: JSON spells such characters as `\u009b`.
 */
export class Output {
  constructor(
    private readonly streams: Streams,
    readonly forMachines: boolean,
  ) {}

  /** For a person: one line. */
  line(text = ''): void {
    if (!this.forMachines) {
      this.streams.out.write(`${plainText(text)}\n`);
    }
  }

  /** For a person: rows under their headings, without colours or borders, so that they can be copied and piped; nothing when there are none. */
  table(headings: readonly string[], rows: readonly (readonly Cell[])[]): void {
    if (this.forMachines || rows.length === 0) {
      return;
    }
    const table = new Table({
      head: headings.map((heading) => heading.toUpperCase()),
      chars: { ...NO_LINES, middle: '  ' },
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    });
    table.push(...rows.map((row) => row.map((cell) => (cell === undefined ? '' : plainText(String(cell))))));
    // The last column's padding would only wrap in a narrow terminal.
    this.streams.out.write(`${table.toString().replace(/ +$/gm, '')}\n`);
  }

  /** For a person: the first rows of a table that may be long. */
  overview(headings: readonly string[], rows: readonly (readonly Cell[])[]): void {
    this.table(headings, rows.slice(0, OVERVIEW_ROWS));
    if (rows.length > OVERVIEW_ROWS) {
      this.line(`… and ${rows.length - OVERVIEW_ROWS} more (--json lists all)`);
    }
  }

  /** For a person: names and values beneath each other; those without a value are left out. */
  fields(fields: Readonly<Record<string, Cell>>): void {
    const present = Object.entries(fields).filter(([, value]) => value !== undefined);
    const width = Math.max(...present.map(([name]) => name.length));
    for (const [name, value] of present) {
      this.line(`${name.padEnd(width)}  ${value}`);
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
  progress<Result>(
    total: number,
    label: string,
    work: (progress: Progress) => Promise<Result>,
  ): Promise<Result> {
    const progress = startProgress(total, label, this.streams.err);
    return work(progress).finally(() => progress.stop());
  }
}

const NO_LINES = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'])
    .map((name) => [name, '']),
);

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

/** Where nobody watches a bar (a pipe, a CI log), a line so often says that the work goes on. */
const EVERY_MS = 30_000;

/** How far long work has come, on standard error: a bar on a terminal, a line every half minute elsewhere. */
export function startProgress(total: number, label: string, err: Streams['err'] = process.stderr): Progress {
  if (err.isTTY === true) {
    const format = `${plainText(label)} {bar} {value}/{total}`;
    const bar = new SingleBar({ stream: err, format, clearOnComplete: true, hideCursor: true });
    bar.start(total, 0);
    return {
      advance: (by = 1) => bar.increment(by),
      total: (next) => bar.setTotal(next),
      stop: () => bar.stop(),
    };
  }
  let [done, all] = [0, total];
  const timer = setInterval(() => err.write(`${plainText(label)} ${done}/${all}\n`), EVERY_MS);
  return {
    advance: (by = 1) => {
      done += by;
    },
    total: (next) => {
      all = next;
    },
    stop: () => clearInterval(timer),
  };
}
