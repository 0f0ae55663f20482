import { EXIT, type ExitCode } from '../cli/exit-codes';
import { runAsMain } from '../cli/terminal/run-program';
import { applyFaults } from './faults/apply-faults';
import { type CliOptions, startProgram } from './start/cli-options';
import { describeEndpoints } from './start/describe-endpoints';
import { type LocalRun, startLocalRun } from './start/start-local-run';
import { stopAsked } from './start/stop-asked';

const started = performance.now();

function progress(text: string): void {
  console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${text}`);
}

async function runUntilStopped(options: CliOptions): Promise<ExitCode> {
  const asked = stopAsked();
  // Asked to stop while it still starts, it stops once it is up: only then is everything known that must end.
  const run = await startLocalRun({
    ...options,
    onProgress: progress,
    ...(options.verbose && { onLine: (id, line) => console.error(`[${id}] ${line}`) }),
  });
  try {
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

function announce(run: LocalRun, { faults, seed }: CliOptions): void {
  progress('ready');
  console.log(`\n${describeEndpoints(run.endpoints)}\n`);
  console.log(`The same as JSON: ${run.endpointsFile}`);
  console.log(`What the functions print: ${run.endpoints.run.logFile}`);
  if (faults.length > 0) {
    const list = faults.map(({ name, rate }) => `${name}:${rate}`).join(',');
    console.log(`Faults are on: --faults ${list} --seed ${seed}`);
  }
  console.log('Send it something: npm run send -- --help. Stop it: Ctrl-C.');
}

void runAsMain(startProgram(runUntilStopped));
