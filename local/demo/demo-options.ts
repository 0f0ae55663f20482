import { Option } from 'commander';
import type { ExitCode } from '../../cli/terminal/errors';
import { Program } from '../../cli/terminal/run-program';
import { PACKAGED } from '../../lambda/contracts/packaged';
import { type AppOptions, addAppOptions } from '../run/app/app-options';

const MORE_HELP = `
Exit status: 0 all checks hold, 1 one does not, 2 wrong use. Everything it started is stopped at the end.`;

export interface DemoOptions extends AppOptions {
  readonly permissions: boolean;
}

/** `npm run demo`, or under another name: `run` is called with what the command line says. */
export function createDemoProgram(
  run: (options: DemoOptions) => Promise<ExitCode>,
  name = 'npm run demo --',
): Program {
  const program = new Program(name).description(
    'Starts the whole stack locally on a temporary directory, sends each kind of webhook of every provider, waits for the final states, and checks every answer, record and result.',
  );
  return addAppOptions(program)
    .addOption(permissionsOption())
    .addHelpText('after', MORE_HELP)
    .runs<DemoOptions>(run);
}

/** Only of this repository's stack: the rare paths need a configuration that grants everything. */
function permissionsOption(): Option {
  const option = new Option(
    '--permissions',
    'with every option that grants a function more, also takes the paths a healthy run never takes, and prints what each function may do and how often it did',
  )
    .default(false)
    .conflicts(['app', 'assembly']);
  return PACKAGED ? option.hideHelp() : option;
}
