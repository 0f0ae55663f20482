import type { ExitCode } from '../../cli/terminal/errors';
import { wholeNumberOption } from '../../cli/terminal/option-values';
import { Program } from '../../cli/terminal/run-program';
import type { FuzzOptions } from './run-fuzz';

const MOST = 999_999_999;
const MORE_HELP =
  '\nExit status: 0 none accepted, none answered 5xx, nothing written, no key or signature printed; 1 otherwise, 2 wrong use.';

/** `npm run proof -- fuzz`: `run` is called with what the command line says. */
export function createFuzzProgram(run: (options: FuzzOptions) => Promise<ExitCode>): Program {
  return new Program('fuzz')
    .description(
      'Sends hostile requests to the ingest function in this process, over its real adapters, and counts what they reach.',
    )
    .option('--requests <n>', 'how many (200,000 take half a minute)', wholeNumberOption(1, MOST), 200_000)
    .option('--seed <n>', 'which ones', wholeNumberOption(0, MOST), 1)
    .option(
      '--first <n>',
      'index of the first: with --requests 1, one of them again',
      wholeNumberOption(0, MOST),
      0,
    )
    .addHelpText('after', MORE_HELP)
    .runs<FuzzOptions>(run);
}
