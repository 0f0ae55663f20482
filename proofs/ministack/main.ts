import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine } from '../../cli/terminal/output';
import { Program, runAsMain } from '../../cli/terminal/run-program';
import { PROJECT_ROOT } from '../../local/run/app/synthesize';
import { Closers, stopAsked } from '../../local/run/shutdown';
import { startSimulators } from '../../local/simulators/start-simulators';
import { Account } from './account';
import { awsEnvironment, forgetAwsEnvironment } from './emulator/aws-environment';
import { pythonWithMiniStack } from './emulator/python-environment';
import { startMiniStack } from './emulator/start-ministack';
import { InboxStack } from './inbox-stack';
import { commandRunner } from './run-command';
import { describeOutcome, runSteps, STEPS } from './run-journey';

const DESCRIPTION =
  'Deploys the stack to MiniStack, an AWS emulator that is not ours, by plain `cdk bootstrap` and `cdk deploy`, and operates it there.';
const MORE_HELP = `
It needs Python 3.10 or newer with its venv module. MiniStack is installed once into .local/ministack, listens on
127.0.0.1 only, and ends with the journey, which takes a few minutes.
Exit status: 0 every step passed, 1 one did not or the journey was stopped, 2 wrong use.`;

type End = 'passed' | 'failed' | 'stopped';
const RESULTS: Readonly<Record<End, string>> = {
  passed: 'PASS: every step passed',
  failed: 'FAIL: a step failed',
  stopped: 'FAIL: stopped before the end',
};

const STACK = 'ExtractionInbox';
const SHOWN_LOG_LINES = 30;
const API_TOKEN = 'token-of-the-simulators';

async function journey(): Promise<ExitCode> {
  const started = performance.now();
  const directory = mkdtempSync(join(tmpdir(), 'extraction-inbox-ministack-'));
  const closers = new Closers();
  const stop = new AbortController();
  const asked = stopAsked().then(() => 'stopped' as const);
  let end: End = 'failed';
  try {
    end = await Promise.race([travel(directory, closers, stop.signal), asked]);
  } catch (error) {
    printLine(`FAIL    ${(error as Error).message}`);
  } finally {
    // Ends the program that is running now, if one is.
    stop.abort(new Error(RESULTS.stopped));
    await closers.close();
    if (end === 'failed' && existsSync(toLogFile(directory))) {
      showLog(toLogFile(directory));
    } else {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  printLine(`${RESULTS[end]}; ${seconds(started)} s.`);
  return end === 'passed' ? EXIT.done : EXIT.failed;
}

async function travel(directory: string, closers: Closers, signal: AbortSignal): Promise<End> {
  forgetAwsEnvironment(process.env);
  const run = commandRunner(PROJECT_ROOT, signal);
  const started = performance.now();
  const python = await pythonWithMiniStack(run);
  const ministack = await startMiniStack({ python, directory, logFile: toLogFile(directory) });
  printLine(`PASS    MiniStack is installed as pinned, and answers (${seconds(started)} s)`);
  closers.add(() => ministack.stop());
  Object.assign(process.env, awsEnvironment(ministack.url));
  const simulators = await startSimulators({ apiTokens: { limai: [API_TOKEN], extend: [API_TOKEN] } });
  closers.add(() => Promise.all(Object.values(simulators).map((simulator) => simulator.stop())));
  const account = new Account(ministack.url, run, join(directory, 'cdk.out'));
  const stack = new InboxStack(STACK, account, simulators, API_TOKEN);
  const steps = runSteps(STEPS, { account, stack, former: [] }, (outcome) =>
    printLine(describeOutcome(outcome)),
  );
  return (await Promise.race([steps, ministack.failed])) ? 'passed' : 'failed';
}

/** Where CI keeps no files, the end of it has to do. */
function showLog(file: string): void {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  lines.slice(-SHOWN_LOG_LINES).forEach(printLine);
  printLine(`What MiniStack and the functions printed, whole: ${file}`);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}

const toLogFile = (directory: string) => join(directory, 'ministack.log');

const program = new Program('npm run journey:ministack --')
  .description(DESCRIPTION)
  .addHelpText('after', MORE_HELP);
program.runs(journey);
void runAsMain(program);
