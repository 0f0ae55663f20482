import { noteLine, noteProgress } from './print';

/** Where nobody watches a line change (a pipe, a CI log), a line so often says that the work goes on. */
const EVERY_MS = 30_000;

export interface Heartbeat {
  /** One more of the pieces is done. */
  advance(): void;
  stop(): void;
}

/** How far long work has come, on standard error: at each step on a terminal, every half minute elsewhere. */
export function startHeartbeat(total: number, what: string): Heartbeat {
  const started = performance.now();
  const isTerminal = process.stderr.isTTY === true;
  let done = 0;
  const say = () => {
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    (isTerminal ? noteProgress : noteLine)(`${done}/${total} ${what}, ${seconds} s`);
  };
  const timer = setInterval(say, EVERY_MS);
  return {
    advance: () => {
      done += 1;
      if (isTerminal) {
        say();
      }
    },
    stop: () => {
      clearInterval(timer);
      if (isTerminal) {
        noteLine('');
      }
    },
  };
}
