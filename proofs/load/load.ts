import { describeMessage, EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine, stopwatch } from '../../cli/terminal/output';
import type { LoadOptions, VerifyOptions } from './load-options';
import { runLoad, verifyLoad } from './run-load';

/** `npm run proof -- load` */
export async function load(options: LoadOptions | VerifyOptions): Promise<ExitCode> {
  const output = { line: printLine, progress: stopwatch() };
  const checking = options.mode === 'verify' ? verifyLoad(options, output) : runLoad(options, output);
  const passed = await checking.catch((error) => {
    throw new Error(withRemedy(error), { cause: error });
  });
  printLine(passed ? 'PASS: all checks hold.' : 'FAIL: see the problems above.');
  return passed ? EXIT.done : EXIT.failed;
}

function withRemedy(error: unknown): string {
  const said = describeMessage(error);
  return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'
    ? `The stores do not answer (${said}). Was the stack killed? Start it again on its --data-dir, then: npm run proof -- load --verify <file>`
    : said;
}
