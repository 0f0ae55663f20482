import { plainLines } from '../../lambda/domain/text/plain-text';

/** Standard output of the programs beside `inbox` (whose commands have cli/terminal/output.ts): nothing a terminal would act on. */
export function printLine(text = ''): void {
  process.stdout.write(`${plainLines(text)}\n`);
}

/** The same on standard error. */
export function noteLine(text: string): void {
  process.stderr.write(`${plainLines(text)}\n`);
}

/** One line on standard error that is written over where that is a terminal. */
export function noteProgress(text: string): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r${plainLines(text)}   `);
  } else {
    noteLine(text);
  }
}

/** Notes on standard error, each with the seconds since now. */
export function stopwatch(note: (text: string) => void = noteLine): (text: string) => void {
  const started = performance.now();
  return (text) => note(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);
}
