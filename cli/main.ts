import { connect } from './connection/connect';
import { runInbox } from './program';
import { EXIT } from './terminal/exit-codes';
import { terminalInput } from './terminal/input';
import { ignoreClosedPipes } from './terminal/run-program';

/** The program `inbox`: the command line (run-inbox.ts) with this process around it. */
async function main(): Promise<void> {
  let stop: AbortSignal | undefined;
  let mustFinish = false;
  // What only reads has no more to do once nobody reads it.
  ignoreClosedPipes(() => mustFinish || process.exit(EXIT.done));
  process.exitCode = await runInbox(process.argv.slice(2), {
    out: process.stdout,
    err: process.stderr,
    input: terminalInput(),
    connect,
    now: Date.now,
    stopAsked: () => {
      stop ??= abortedBySignals();
      return stop;
    },
    finishUnheard: () => {
      mustFinish = true;
    },
  });
}

/** The second Ctrl-C finds no handler, and ends the program at once. */
function abortedBySignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}

main();
