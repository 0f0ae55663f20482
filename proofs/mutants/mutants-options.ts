import { type ExitCode, UsageError } from '../../cli/terminal/errors';
import { expectedOneOf } from '../../cli/terminal/format';
import { Program } from '../../cli/terminal/run-program';
import { ADVERSE } from './adverse';
import { ANSWERS } from './answers';
import { GUARDS } from './guards';
import { MUTANTS, type Mutant } from './mutants';
import type { OwnTestMutant } from './own-test';
import { READS } from './reads';
import { RUNS } from './runs';
import { WAITING } from './waiting';

type AnyMutant = Mutant | OwnTestMutant;

/** Groups of defects, by the name under which each can be chosen. */
const GROUPS: Readonly<Record<string, readonly AnyMutant[]>> = {
  adverse: ADVERSE,
  guards: GUARDS,
  reads: READS,
  runs: RUNS,
  answers: ANSWERS,
  waiting: WAITING,
};

export const ALL_MUTANTS: readonly AnyMutant[] = [...MUTANTS, ...Object.values(GROUPS).flat()];

/** `npm run proof -- mutants`: `run` is called with the mutants that the command line names, or all. */
export function createMutantsProgram(run: (chosen: readonly AnyMutant[]) => Promise<ExitCode>): Program {
  return new Program('mutants')
    .description(
      'Puts one defect at a time into a copy of the code, and asks explorer, tests and checks to find it.',
    )
    .argument('[names...]', `mutants or groups (default: all); groups: ${Object.keys(GROUPS).join(', ')}`)
    .addHelpText(
      'after',
      `\nMutants: ${ALL_MUTANTS.map(({ name }) => name).join(', ')}.\nExit status: 0 every mutant is caught, 1 one is not, 2 wrong use.`,
    )
    .runs((_, names) => run(chosenMutants(names)));
}

/** @throws UsageError for a name that is neither */
function chosenMutants(names: readonly string[]): readonly AnyMutant[] {
  const known = [...Object.keys(GROUPS), ...ALL_MUTANTS.map(({ name }) => name)];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `Mutant: got "${unknown}", ${expectedOneOf(unknown, known)} See npm run proof -- mutants --help.`,
    );
  }
  return names.length === 0 ? ALL_MUTANTS : [...new Set(names.flatMap(named))];
}

/** The mutants of a group, or the one of this name. */
function named(name: string): readonly AnyMutant[] {
  return Object.hasOwn(GROUPS, name)
    ? (GROUPS[name] ?? [])
    : ALL_MUTANTS.filter((mutant) => mutant.name === name);
}
