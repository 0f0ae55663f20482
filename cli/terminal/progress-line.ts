import { plainText } from '../../lambda/domain/text/unicode';
import type { Streams } from './output';

/** What a program is doing, on standard error. */
export interface ProgressLine {
  tell(text: string): void;
  /** Before anything else is printed: what the last line said is over. */
  clear(): void;
}

const ERASE_LINE = '\r\u001b[K';

/** Notes with the seconds since now. On a terminal each replaces the one before; elsewhere each is a line. */
export function createProgressLine(err: Streams['err'] = process.stderr): ProgressLine {
  const started = performance.now();
  const format = (text: string) =>
    `${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${plainText(text)}`;
  return err.isTTY === true
    ? {
        tell: (text) => err.write(`${ERASE_LINE}${format(text)}`),
        clear: () => err.write(ERASE_LINE),
      }
    : { tell: (text) => err.write(`${format(text)}\n`), clear: () => undefined };
}
