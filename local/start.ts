import { namesBeside, type ProgramNames } from '../cli/connection/program-names';
import { EXIT, type ExitCode } from '../cli/terminal/errors';
import { noteLine, printLine } from '../cli/terminal/output';
import { createProgressLine } from '../cli/terminal/progress-line';
import type { Program } from '../cli/terminal/run-program';
import { announceRun } from './activity/announcement';
import { watchRun } from './activity/watch-run';
import { applyFaults } from './faults/apply-faults';
import { describeLeft } from './run/app/describe-left';
import { describeEndpoints } from './run/files/endpoints';
import { stopAsked } from './run/shutdown';
import { type LocalRun, startLocalRun } from './run/start-local-run';
import { createStartProgram, type StartOptions } from './run/start-options';

/** `npm start` and `inbox start`. */
export function startProgram(name?: string): Program {
  return createStartProgram((options) => runUntilStopped(options, namesBeside(name)), name);
}

async function runUntilStopped(options: StartOptions, names: ProgramNames): Promise<ExitCode> {
  const { quiet, verbose } = options;
  const progress = createProgressLine();
  const onProgress = quiet ? () => undefined : progress.tell;
  const watch = quiet ? undefined : watchRun();
  const asked = stopAsked();
  // Asked to stop while it still starts, it stops once it is up: only then is everything known that must end.
  const run = await startLocalRun({
    ...options,
    ...watch?.options,
    onProgress,
    onLine: (id, line) => {
      watch?.options.onLine?.(id, line);
      if (verbose) {
        noteLine(`[${id}] ${line}`);
      }
    },
  }).finally(progress.clear);
  try {
    announce(run, options, names);
    watch?.open(run.endpoints);
    const faults = applyFaults(options.faults, run, options);
    await Promise.race([asked, run.failed]);
    faults.stop();
  } finally {
    watch?.close();
    onProgress('stopping');
    await run.stop();
    progress.clear();
  }
  return EXIT.done;
}

function announce(run: LocalRun, { faults, seed, verbose, quiet }: StartOptions, names: ProgramNames): void {
  const { endpoints, endpointsFile } = run;
  if (verbose) {
    printLine(`${describeEndpoints(endpoints)}\n`);
    printLine(`Function log: ${endpoints.run.logFile}`);
  }
  for (const line of quiet ? [] : describeLeft(run.inbox)) {
    printLine(line);
  }
  for (const line of announceRun(endpoints, { names, endpointsFile, verbose, quiet })) {
    printLine(line);
  }
  if (faults.length > 0) {
    const list = faults.map(({ name, rate }) => `${name}:${rate}`).join(',');
    printLine(`Faults are on: --faults ${list} --seed ${seed}\n`);
  }
}
