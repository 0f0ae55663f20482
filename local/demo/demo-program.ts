import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine, stopwatch } from '../../cli/terminal/output';
import type { Program } from '../../cli/terminal/run-program';
import { findings, formatPermissions } from '../aws/authorization/permission-report';
import { describeNode } from '../aws/engines/node-with-sqlite';
import { type LocalRun, startLocalRun } from '../run/start-local-run';
import { Stores } from '../stores';
import { createDemoProgram, type DemoOptions } from './demo-options';
import { formatTable } from './demo-table';
import { takeRarePaths } from './rare-paths';
import { type DemoReport, runDemo } from './run-demo';

const PERMISSIONS_CONFIG = join(__dirname, 'permissions.config.ts');
const started = performance.now();

const progress = stopwatch();

/** `npm run demo` and `inbox demo`. */
export function demoProgram(name?: string): Program {
  return createDemoProgram(demo, name);
}

async function demo({ permissions }: DemoOptions): Promise<ExitCode> {
  const directory = mkdtempSync(join(tmpdir(), 'extraction-inbox-demo-'));
  let run: LocalRun | undefined;
  // What the functions printed stays where it may explain something.
  process.once('exit', (code) => code === 1 || rmSync(directory, { recursive: true, force: true }));
  process.once('SIGINT', () => (run?.stop() ?? Promise.resolve()).finally(() => process.exit(EXIT.stopped)));
  progress(describeNode());
  try {
    const config = permissions ? PERMISSIONS_CONFIG : undefined;
    const dataDir = join(directory, 'data');
    run = await startLocalRun({ directory, dataDir, config, onProgress: progress });
    const passed = report(await Promise.race([demoOn(run.endpoints), run.failed]), run);
    const isGranted = !permissions || (await Promise.race([demoPermissions(run), run.failed]));
    return passed && isGranted ? EXIT.done : EXIT.failed;
  } finally {
    progress('stopping');
    await run?.stop();
  }
}

async function demoOn(endpoints: LocalRun['endpoints']): Promise<DemoReport> {
  const stores = new Stores(endpoints);
  try {
    return await runDemo(endpoints, stores, progress);
  } finally {
    stores.close();
  }
}

async function demoPermissions(run: LocalRun): Promise<boolean> {
  const stores = new Stores(run.endpoints);
  try {
    progress('taking the rare paths');
    await takeRarePaths(run, stores);
  } finally {
    stores.close();
  }
  const used = run.authorization?.report() ?? { grants: [], denied: [] };
  printLine(formatPermissions(used));
  return findings(used).length === 0;
}

function report({ rows, problems }: DemoReport, run: LocalRun): boolean {
  const failed = rows.filter((row) => row.problems.length > 0).length;
  printLine(`\n${formatTable(rows)}\n`);
  for (const problem of problems) {
    printLine(`✗ ${problem}`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const good = failed === 0 && problems.length === 0;
  const stores = problems.length === 0 ? 'hold exactly these' : 'differ';
  printLine(
    `${good ? 'PASS' : 'FAIL'}: ${rows.length} events, ${failed} with problems; the stores ${stores}; ${seconds} s.`,
  );
  if (!good) {
    printLine(`Function log: ${run.endpoints.run.logFile}`);
  }
  return good;
}
