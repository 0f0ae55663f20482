import { SingleBar } from 'cli-progress';
import { plainText } from '../../lambda/domain/text/unicode';
import type { TerminalStream } from './style';

/** How far long work has come. */
export interface Progress {
  advance(by?: number): void;
  /** When more work comes to light. */
  total(total: number): void;
  stop(): void;
}

/** Where nobody watches a bar (a pipe, a CI log), a line so often says that the work goes on. */
const EVERY_MS = 30_000;

/** How far long work has come, on standard error: a bar on a terminal, a line every half minute elsewhere. */
export function startProgress(
  total: number,
  label: string,
  err: NodeJS.WritableStream & TerminalStream = process.stderr,
): Progress {
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
