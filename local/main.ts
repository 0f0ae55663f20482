import { join } from 'node:path';
import { UsageError } from './send/usage-error';
import { type CliOptions, parseCliOptions, USAGE } from './start/cli-options';
import { describeEndpoints } from './start/describe-endpoints';
import { LOCAL_DIR } from './start/project-root';
import { type LocalRun, startLocalRun } from './start/start-local-run';

const started = performance.now();

function progress(text: string): void {
  console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${text}`);
}

async function main(): Promise<number> {
  try {
    const options = parseCliOptions(process.argv.slice(2), join(LOCAL_DIR, 'endpoints.json'));
    if (options === 'help') {
      console.log(USAGE);
      return 0;
    }
    return await runUntilStopped(options);
  } catch (error) {
    console.error((error as Error).message);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function runUntilStopped(options: CliOptions): Promise<number> {
  const asked = stopAsked();
  const starting = startLocalRun({
    ...options,
    onProgress: progress,
    ...(options.verbose && { onLine: (id, line) => console.error(`[${id}] ${line}`) }),
  });
  // Asked to stop while it still starts, it stops once it is up: only then is everything known that must end.
  const run = await starting;
  announce(run, options);
  try {
    await Promise.race([asked, run.failed]);
  } finally {
    progress('stopping');
    await run.stop();
  }
  return 0;
}

/** The first Ctrl-C (or SIGTERM) asks; the second does not wait. */
function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        resolve();
        process.on(signal, () => process.exit(130));
      });
    }
  });
}

function announce(run: LocalRun, { endpointsFile }: CliOptions): void {
  progress('ready');
  console.log(`\n${describeEndpoints(run.endpoints)}\n`);
  console.log(`The same as JSON: ${endpointsFile}`);
  console.log(`What the functions print: ${run.logFile}`);
  console.log('Send it something: npm run send -- --help. Stop it: Ctrl-C.');
}

main().then((code) => process.exit(code));
