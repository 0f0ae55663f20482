import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ignoreClosedPipes } from '../../cli/closed-pipe';
import { UsageError } from '../../cli/usage-error';
import { type ChaosOptions, parseChaosOptions } from './chaos-options';
import { chaosPassed, describeChaos } from './describe-chaos';
import { runChaos } from './run-chaos';

const started = performance.now();

function progress(text: string): void {
  console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);
}

async function chaos(options: ChaosOptions): Promise<boolean> {
  const directory = mkdtempSync(join(tmpdir(), 'extraction-inbox-chaos-'));
  let passed = false;
  try {
    const report = await runChaos(options, directory, progress);
    passed = chaosPassed(report);
    console.log(`\n${describeChaos(report)}`);
    console.log(passed ? 'The promise was kept.' : `✗ The promise was NOT kept (seed ${options.seed}).`);
    return passed;
  } finally {
    if (passed && !options.keep) {
      rmSync(directory, { recursive: true, force: true });
    } else {
      console.log(`What the stores hold, and what the functions printed last: ${join(directory, 'data')}`);
    }
  }
}

async function main(): Promise<number> {
  try {
    const options = parseChaosOptions(process.argv.slice(2));
    if (typeof options === 'string') {
      console.log(options);
      return 0;
    }
    return (await chaos(options)) ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    return error instanceof UsageError ? 2 : 1;
  }
}

ignoreClosedPipes();
// The stack's process ends with ours, and all it started with it.
main().then((code) => process.exit(code));
