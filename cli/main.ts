import { ignoreClosedPipes } from './closed-pipe';
import { connect } from './connect';
import { EXIT } from './exit-codes';
import { TerminalInput } from './input';
import { runInbox } from './run-inbox';

/** The program `inbox`: the command line (run-inbox.ts) with this process around it. */
async function main(): Promise<void> {
  const stop = new AbortController();
  let mustFinish = false;
  // What only reads has no more to do once nobody reads it.
  ignoreClosedPipes(() => mustFinish || process.exit(EXIT.done));
  process.exitCode = await runInbox(process.argv.slice(2), {
    out: process.stdout,
    err: process.stderr,
    input: new TerminalInput({ input: process.stdin, output: process.stderr }),
    connect,
    now: Date.now,
    stopAsked: () => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => stop.abort());
      }
      return stop.signal;
    },
    finishUnheard: () => {
      mustFinish = true;
    },
  });
}

main();
