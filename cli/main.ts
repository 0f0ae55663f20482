import { findLocalProgram } from './local-programs';
import { runInbox } from './program';
import { EXIT } from './terminal/errors';
import { TerminalInput } from './terminal/input';
import { ignoreClosedPipes } from './terminal/run-program';

/** The program `inbox`: the command line (program.ts) with this process around it. */
let stop: AbortController | undefined;
let mustFinish = false;
// What only reads has no more to do once nobody reads it.
ignoreClosedPipes(() => mustFinish || process.exit(EXIT.done));
const args = process.argv.slice(2);
void runInbox(args, {
  out: process.stdout,
  err: process.stderr,
  input: new TerminalInput(),
  connect: async (options, input) => (await import('./connection/connect')).connect(options, input),
  now: Date.now,
  stopAsked: () => {
    if (stop === undefined) {
      const controller = new AbortController();
      // The second Ctrl-C finds no handler, and ends the program at once.
      process.once('SIGINT', () => controller.abort()).once('SIGTERM', () => controller.abort());
      stop = controller;
    }
    return stop.signal;
  },
  finishUnheard: () => {
    mustFinish = true;
  },
}).then((code) => {
  process.exitCode = code;
  if (findLocalProgram(args[0])) {
    // Idle keep-alive connections would hold the process for seconds.
    process.exit();
  }
});
