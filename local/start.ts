import { EXIT, type ExitCode } from '../cli/terminal/errors';
import { noteLine, printLine, stopwatch } from '../cli/terminal/output';
import type { Program } from '../cli/terminal/run-program';
import { applyFaults } from './faults/apply-faults';
import { describeEndpoints } from './run/files/endpoints';
import { stopAsked } from './run/shutdown';
import { type LocalRun, startLocalRun } from './run/start-local-run';
import { createStartProgram, type StartOptions } from './run/start-options';

/** `npm start` and `inbox start`. */
export function startProgram(name?: string): Program {
  return createStartProgram(runUntilStopped, name);
}

async function runUntilStopped(options: StartOptions): Promise<ExitCode> {
  const progress = stopwatch();
  const asked = stopAsked();
  // Asked to stop while it still starts, it stops once it is up: only then is everything known that must end.
  const run = await startLocalRun({
    ...options,
    onProgress: progress,
    ...(options.verbose && { onLine: (id, line) => noteLine(`[${id}] ${line}`) }),
  });
  try {
    progress('ready');
    announce(run, options);
    const faults = applyFaults(options.faults, run, options);
    await Promise.race([asked, run.failed]);
    faults.stop();
  } finally {
    progress('stopping');
    await run.stop();
  }
  return EXIT.done;
}

function announce(run: LocalRun, { faults, seed }: StartOptions): void {
  printLine(`\n${describeEndpoints(run.endpoints)}\n`);
  printLine(`The same as JSON: ${run.endpointsFile}`);
  printLine(`Function log: ${run.endpoints.run.logFile}`);
  if (faults.length > 0) {
    const list = faults.map(({ name, rate }) => `${name}:${rate}`).join(',');
    printLine(`Faults are on: --faults ${list} --seed ${seed}`);
  }
  printLine('Send it something: `npm run send -- --help`. Stop it: Ctrl-C.');
}
