import { ignoreClosedPipes } from './closed-pipe';
import { connectDeployed } from './connect-deployed';
import { connectLocal, ENDPOINTS_FILE } from './connect-local';
import { EXIT } from './exit-codes';
import { type Inbox, inboxOf } from './inbox';
import { TerminalInput } from './input';
import type { GlobalOptions } from './program';
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

async function connect({ local, endpoints, stack, region }: GlobalOptions): Promise<Inbox> {
  if (local === true || endpoints !== undefined) {
    return inboxOf(connectLocal(endpoints ?? ENDPOINTS_FILE));
  }
  return inboxOf(await connectDeployed({ stack, region }));
}

main();
