import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namesBeside, type ProgramNames } from '../../cli/connection/program-names';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine } from '../../cli/terminal/output';
import { createProgressLine } from '../../cli/terminal/progress-line';
import type { Program } from '../../cli/terminal/run-program';
import { terminalWidth } from '../../cli/terminal/style';
import { findings, formatPermissions } from '../aws/authorization/permission-report';
import { describeNode } from '../aws/engines/node-with-sqlite';
import { toRunOptions } from '../run/app/app-options';
import { type LocalRun, startLocalRun } from '../run/start-local-run';
import { SEND_KINDS } from '../send/kinds/find-kind';
import { Stores } from '../stores';
import { createDemoProgram, type DemoOptions } from './demo-options';
import { DEMO_WIDTH, formatTable } from './demo-table';
import { takeRarePaths } from './rare-paths';
import { type DemoReport, runDemo } from './run-demo';

const PERMISSIONS_CONFIG = join(__dirname, 'permissions.config.ts');
const started = performance.now();

const { tell: progress, clear } = createProgressLine();

/** `npm run demo` and `inbox demo`. */
export function demoProgram(name?: string): Program {
  return createDemoProgram((options) => demo(options, namesBeside(name)), name);
}

async function demo({ permissions, ...app }: DemoOptions, names: ProgramNames): Promise<ExitCode> {
  const directory = mkdtempSync(join(tmpdir(), 'extraction-inbox-demo-'));
  let run: LocalRun | undefined;
  // What the functions printed stays where it may explain something.
  process.once('exit', (code) => code === 1 || rmSync(directory, { recursive: true, force: true }));
  process.once('SIGINT', () => (run?.stop() ?? Promise.resolve()).finally(() => process.exit(EXIT.stopped)));
  progress(describeNode());
  try {
    const config = permissions ? PERMISSIONS_CONFIG : undefined;
    const dataDir = join(directory, 'data');
    run = await startLocalRun({ ...toRunOptions(app), directory, dataDir, config, onProgress: progress });
    const passed = report(await Promise.race([demoOn(run.endpoints), run.failed]), run);
    const isGranted = !permissions || (await Promise.race([demoPermissions(run), run.failed]));
    if (passed && isGranted) {
      printLine(nextStep(run, names));
    }
    return passed && isGranted ? EXIT.done : EXIT.failed;
  } finally {
    progress('stopping');
    await run?.stop();
    clear();
  }
}

/** What to type next. */
function nextStep({ endpoints: { sources } }: LocalRun, { start, send }: ProgramNames): string {
  const [{ id = '', provider = '' } = {}] = sources;
  const kind = Object.keys(SEND_KINDS[provider] ?? {})[0] ?? '';
  return `\nNext, start the stack:\n\n  ${start}\n\nand send it a webhook from another terminal:\n\n  ${send} ${id} ${kind}\n`;
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
  clear();
  process.stdout.write(`\n${formatTable(rows, { width: terminalWidth(process.stdout) ?? DEMO_WIDTH })}\n\n`);
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
