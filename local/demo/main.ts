import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ignoreClosedPipes } from '../../cli/closed-pipe';
import { formatPermissions } from '../authorization/format-permissions';
import { findings } from '../authorization/permission-report';
import { type LocalRun, startLocalRun } from '../start/start-local-run';
import { formatTable } from './demo-table';
import { takeRarePaths } from './rare-paths';
import { type DemoReport, runDemo } from './run-demo';
import { Stores } from './stores';

const USAGE = `Starts the whole stack locally on a temporary directory, sends each kind of webhook of every provider,
waits for the final states, and checks every answer, record and result.

  npm run demo [-- --permissions | --help]

  --permissions   with every option that grants a function more, also takes the paths a healthy run never
                  takes, and prints what each function may do and how often it did

Exit status: 0 all as it must be, 1 not, 2 wrong use. Everything it started is stopped at the end.`;

const PERMISSIONS_CONFIG = join(__dirname, 'permissions.config.ts');
const started = performance.now();

function progress(text: string): void {
  console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${text}`);
}

async function demo(permissions: boolean): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'extraction-inbox-demo-'));
  let run: LocalRun | undefined;
  // What the functions printed stays where it may explain something.
  process.once('exit', (code) => code === 1 || rmSync(directory, { recursive: true, force: true }));
  process.once('SIGINT', () => (run?.stop() ?? Promise.resolve()).finally(() => process.exit(130)));
  try {
    const config = permissions ? PERMISSIONS_CONFIG : undefined;
    const dataDir = join(directory, 'data');
    run = await startLocalRun({ directory, dataDir, config, onProgress: progress });
    const code = report(await Promise.race([demoOn(run.endpoints), run.failed]), run);
    return permissions ? Math.max(code, await Promise.race([permissionsOf(run), run.failed])) : code;
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

async function permissionsOf(run: LocalRun): Promise<number> {
  const stores = new Stores(run.endpoints);
  try {
    progress('taking the rare paths');
    await takeRarePaths(run, stores);
  } finally {
    stores.close();
  }
  const used = run.authorization?.report() ?? { grants: [], denied: [] };
  console.log(formatPermissions(used));
  return findings(used).length === 0 ? 0 : 1;
}

function report({ rows, problems }: DemoReport, run: LocalRun): number {
  const failed = rows.filter((row) => row.problems.length > 0).length;
  console.log(`\n${formatTable(rows)}\n`);
  for (const problem of problems) {
    console.log(`✗ ${problem}`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const verdict = failed === 0 ? 'all as they must be' : `${failed} NOT as they must be`;
  console.log(
    `${rows.length} events, ${verdict}; stores ${problems.length === 0 ? 'hold exactly these' : 'differ'}; ${seconds} s.`,
  );
  const good = failed === 0 && problems.length === 0;
  if (!good) {
    console.log(`What the functions printed: ${run.endpoints.run.logFile}`);
  }
  return good ? 0 : 1;
}

async function main(argv: readonly string[]): Promise<number> {
  const [only] = argv;
  if (argv.length === 0 || (argv.length === 1 && only === '--permissions')) {
    return demo(only === '--permissions');
  }
  const help = argv.length === 1 && only === '--help';
  console.log(help ? USAGE : `Arguments: got ${argv.join(' ')}, expected none, --permissions or --help.`);
  return help ? 0 : 2;
}

ignoreClosedPipes();
main(process.argv.slice(2))
  .catch((error: Error) => {
    console.error(error.message);
    return 1;
  })
  .then((code) => process.exit(code));
