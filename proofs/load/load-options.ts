import { Option } from 'commander';
import { type ExitCode, UsageError } from '../../cli/terminal/errors';
import { wholeNumberOption } from '../../cli/terminal/option-values';
import { Program } from '../../cli/terminal/run-program';
import { addRunOptions } from '../../local/send/send-options';

const DEFAULTS = { events: 300, deliveries: 1000, concurrency: 32, wait: 480 };
const MOST_EVENTS = 1_000_000;
export const MAX_SEED = 999_999_999;
export const MAX_WAIT_SECONDS = 86_400;

const MORE_HELP = `
With --verify nothing is sent: every delivery in the file must have its record, and every final record its result.
For a stack that was killed under load and started again on the same --data-dir.

Exit status: 0 all checks hold, 1 one does not, 2 wrong use.`;

export interface LoadOptions {
  readonly mode: 'load';
  readonly events: number;
  readonly deliveries: number;
  readonly concurrency: number;
  readonly seed: number;
  readonly log?: string | undefined;
  readonly waitSeconds: number;
  readonly run?: string | undefined;
  readonly endpoints?: string | undefined;
}

export interface VerifyOptions {
  readonly mode: 'verify';
  readonly file: string;
  readonly waitSeconds: number;
  readonly run?: string | undefined;
  readonly endpoints?: string | undefined;
}

interface Given {
  readonly events: number;
  readonly deliveries?: number;
  readonly concurrency: number;
  readonly seed?: number;
  readonly log?: string;
  readonly wait?: number;
  readonly verify?: string;
  readonly run?: string;
  readonly endpoints?: string;
}

/** `npm run proof -- load`: `run` is called with what the command line says. */
export function createLoadProgram(run: (options: LoadOptions | VerifyOptions) => Promise<ExitCode>): Program {
  const { events, deliveries, concurrency, wait } = DEFAULTS;
  const program = new Program('load')
    .description(
      "Loads a running local stack (npm start) with signed webhooks, waits until all are final, and verifies records, results and the providers' call logs from the outside.",
    )
    .option('--events <n>', 'distinct events', wholeNumberOption(1, MOST_EVENTS), events)
    .option(
      '--deliveries <n>',
      `deliveries of these, so that many are repeats (default: ${deliveries}, or one for each event)`,
      wholeNumberOption(1, 10 * MOST_EVENTS),
    )
    .option('--concurrency <n>', 'deliveries at once', wholeNumberOption(1, 1_000), concurrency)
    .option(
      '--seed <n>',
      'the same load again: sources, kinds, ids, order (default: random, printed)',
      wholeNumberOption(0, MAX_SEED),
    )
    .option('--log <file>', 'append every delivery answered 200 to this file, before it is counted')
    .option(
      '--wait <seconds>',
      `for all to become final (default: ${wait}; with --verify 0: what is open is only counted)`,
      wholeNumberOption(0, MAX_WAIT_SECONDS),
    )
    .addOption(
      new Option('--verify <file>', 'send nothing: verify the deliveries that --log wrote').conflicts([
        'events',
        'deliveries',
        'concurrency',
        'seed',
        'log',
      ]),
    );
  return addRunOptions(program)
    .addHelpText('after', MORE_HELP)
    .runs<Given>((given) => run(toOptions(given)));
}

function toOptions({ verify, wait, ...given }: Given): LoadOptions | VerifyOptions {
  const { events, run, endpoints } = given;
  if (verify !== undefined) {
    return { mode: 'verify', file: verify, waitSeconds: wait ?? 0, run, endpoints };
  }
  const { deliveries = Math.max(events, DEFAULTS.deliveries), seed = Date.now() % MAX_SEED } = given;
  if (deliveries < events) {
    throw new UsageError(
      `--deliveries: got ${deliveries} for ${events} events, expected at least one delivery for each.`,
    );
  }
  return { ...given, mode: 'load', deliveries, seed, waitSeconds: wait ?? DEFAULTS.wait };
}
