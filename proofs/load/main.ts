import { EXIT, type ExitCode } from '../../cli/terminal/exit-codes';
import { noteProgress, printLine, stopwatch } from '../../cli/terminal/output';
import { describeMessage, runAsMain } from '../../cli/terminal/run-program';
import { type LoadOptions, loadProgram, type VerifyOptions } from './load-options';
import { runLoad, verifyLoad } from './run-load';

async function load(options: LoadOptions | VerifyOptions): Promise<ExitCode> {
  const output = { line: printLine, progress: stopwatch(noteProgress) };
  const passed =
    options.mode === 'verify' ? await verifyLoad(options, output) : await runLoad(options, output);
  printLine(passed ? 'All as it must be.' : 'NOT as it must be.');
  return passed ? EXIT.done : EXIT.failed;
}

function withRemedy(error: unknown): string {
  const said = describeMessage(error);
  return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'
    ? `The stores do not answer (${said}). Was the stack killed? Start it again on its --data-dir, then: npm run load -- --verify <file>`
    : said;
}

void runAsMain(loadProgram(load), withRemedy);
