import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../cli/exit-codes';
import { Program } from '../../cli/terminal/program';
import { runAsMain } from '../../cli/terminal/run-program';
import { startSimulators } from '../simulators';
import { Closers } from '../start/closers';
import { PROJECT_ROOT } from '../start/project-root';
import { stopAsked } from '../start/stop-asked';
import { Account } from './account';
import { awsEnvironment, forgetAwsEnvironment } from './aws-environment';
import { InboxStack } from './inbox-stack';
import { pythonWithMiniStack } from './python-environment';
import { commandRunner } from './run-command';
import { describeOutcome, runSteps, STEPS } from './run-journey';
import { startMiniStack } from './start-ministack';

const DESCRIPTION =
  'Deploys the stack to MiniStack, an AWS emulator that is not ours, by plain `cdk bootstrap` and `cdk deploy`, and operates it there.';
const MORE_HELP = `
It needs Python 3.10 or newer with its venv module. MiniStack is installed once into .local/ministack, listens on
127.0.0.1 only, and ends with the journey, which takes about three minutes.
Exit status: 0 every step passed, 1 one did not or the journey was stopped, 2 wrong use.`;

const STACK = 'ExtractionInbox';
const API_TOKEN = 'token-of-the-simulators';

async function journey(): Promise<ExitCode> {
  const started = performance.now();
  const directory = mkdtempSync(join(tmpdir(), 'extraction-inbox-ministack-'));
  const closers = new Closers();
  const stop = new AbortController();
  const asked = stopAsked().then(() => stop.abort(new Error('Stopped before the end.')));
  const aborted = asked.then(() => false);
  let passed = false;
  try {
    passed = await Promise.race([travel(directory, closers, stop.signal), aborted]);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const verdict = passed
      ? 'Every step passed'
      : stop.signal.aborted
        ? 'Stopped before the end'
        : 'The journey FAILED';
    console.log(`${verdict}; ${seconds} s.`);
    return passed ? EXIT.done : EXIT.failed;
  } finally {
    stop.abort();
    await closers.close();
    if (passed || stop.signal.aborted) {
      rmSync(directory, { recursive: true, force: true });
    } else {
      console.log(`What MiniStack and the functions printed: ${logFileOf(directory)}`);
    }
  }
}

async function travel(directory: string, closers: Closers, signal: AbortSignal): Promise<boolean> {
  forgetAwsEnvironment(process.env);
  const run = commandRunner(PROJECT_ROOT, signal);
  const python = await pythonWithMiniStack(run);
  const ministack = await startMiniStack({ python, directory, logFile: logFileOf(directory) });
  closers.add(() => ministack.stop());
  Object.assign(process.env, awsEnvironment(ministack.url));
  const simulators = await startSimulators({ apiTokens: { limai: [API_TOKEN], extend: [API_TOKEN] } });
  closers.add(() => Promise.all(Object.values(simulators).map((simulator) => simulator.stop())));
  const account = new Account(ministack.url, run, join(directory, 'cdk.out'));
  const stack = new InboxStack(STACK, account, simulators, API_TOKEN);
  const steps = runSteps(STEPS, { account, stack, former: [] }, (outcome) =>
    console.log(describeOutcome(outcome)),
  );
  return Promise.race([steps, ministack.failed]);
}

const logFileOf = (directory: string) => join(directory, 'ministack.log');

const program = new Program('npm run journey:ministack --')
  .description(DESCRIPTION)
  .addHelpText('after', MORE_HELP);
program.runs(journey);
void runAsMain(program);
