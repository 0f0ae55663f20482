import { resolve } from 'node:path';
import { Argument, Option } from 'commander';
import type { ExitCode } from '../../cli/terminal/errors';
import { Program } from '../../cli/terminal/run-program';
import { MEASURES, type MeasureName } from './measures';
import type { Timed } from './seconds';

export interface MeasureOptions {
  /** Absolute. */
  readonly root: string;
  readonly what: readonly MeasureName[];
  readonly json: boolean;
  readonly details: boolean;
  /** File with the `--json` of an earlier run. */
  readonly before?: string;
  readonly seconds?: Timed;
  readonly startUp?: true;
}

const NAMES = Object.keys(MEASURES) as MeasureName[];

type Given = Omit<MeasureOptions, 'what'>;

/** `node --import tsx scripts/measure/main.ts`. */
export function createMeasureProgram(run: (options: MeasureOptions) => Promise<ExitCode>): Program {
  const program = new Program('node --import tsx scripts/measure/main.ts')
    .description('Measures a checkout of this repository: its code, its bundles and its prose.')
    .addArgument(new Argument('[what...]', 'what to measure (default: all)').choices(NAMES))
    .addOption(
      new Option('--root <dir>', 'the checkout, in the layout of today or of 0c6fb7a').default(
        resolve(__dirname, '../..'),
        'this one',
      ),
    )
    .option('--json', 'print one JSON document, with the lists behind the figures', false)
    .option('--details', 'print the lists behind the figures', false)
    .option('--before <file>', 'the --json of an earlier run: its figures stand in a column of their own')
    .addOption(
      new Option('--seconds <what>', 'also time the tests or the CI script, which takes minutes').choices([
        'test',
        'ci',
      ]),
    )
    .option(
      '--start-up',
      'also time the built command line against the same through tsx, which takes minutes',
    )
    .addHelpText('after', HELP) as Program;
  return program.runs<Given>((given, operands) => {
    const what = operands.length > 0 ? NAMES.filter((name) => operands.includes(name)) : NAMES;
    return run({ ...given, root: resolve(given.root), what });
  });
}

const HELP = `
  size       files and lines of lambda, lib, cli and of what moved out of them
  callers    private functions with one caller: scripts/measure/code/callers.ts says what counts
  bundles    bytes and own files of each function's bundle
  frames     own functions on the way from the handler to the first write, and to each provider's socket
  circles    files that import each other
  folders    folders with more than 12 entries, and file names that occur twice in a layer
  sentences  words of each sentence and columns of each line of README, CHANGELOG, SECURITY, CONTRIBUTING and docs

Exit status: 0 measured, 1 something could not be measured, 2 wrong use.`;
