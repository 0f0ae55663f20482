import { parseArgs } from 'node:util';
import { CHECK_NAMES, type CheckName } from '../checks/checks';

export interface ExploreArguments {
  readonly help: boolean;
  readonly budget: 'ci' | 'full';
  readonly seed: number;
  /** Of the random part. */
  readonly steps: number | undefined;
  readonly depth: number | undefined;
  readonly workers: number;
  readonly scenario: string | undefined;
  readonly replay: string | undefined;
  readonly check: CheckName | 'all' | undefined;
}

export const HELP = `Explores the use cases under faults, over simulated AWS, provider and time.

  npm run explore                                   every single fault and every pair, then random runs
  npm run explore -- --budget ci                    a short run: every single fault, one pair in 12
  npm run explore -- --scenario NAME [--depth N]    one scenario (--depth 3: also every three faults)
  npm run explore -- --seed N --steps N             random runs alone, from this seed on
  npm run explore -- --scenario NAME --replay TRACE one schedule, told step by step (TRACE as printed; "-" for no fault)
  npm run explore -- --check NAME                   a story in virtual time: ${CHECK_NAMES.join(', ')} or all
  --workers N                                       worker processes (default 2)

A scenario named random-N is the random run of seed N. Ends with 1 when an invariant is broken.`;

/** @throws Error naming the option, what was given and what is expected */
export function parseArguments(argv: readonly string[]): ExploreArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', default: false },
      budget: { type: 'string', default: 'full' },
      seed: { type: 'string', default: '1' },
      steps: { type: 'string' },
      depth: { type: 'string' },
      workers: { type: 'string', default: '2' },
      scenario: { type: 'string' },
      replay: { type: 'string' },
      check: { type: 'string' },
    },
  });
  return {
    help: values.help,
    budget: oneOf('budget', values.budget, ['ci', 'full']),
    seed: whole('seed', values.seed),
    steps: values.steps === undefined ? undefined : whole('steps', values.steps),
    depth: values.depth === undefined ? undefined : whole('depth', values.depth),
    workers: whole('workers', values.workers),
    scenario: values.scenario,
    replay: values.replay,
    check:
      values.check === undefined
        ? undefined
        : oneOf<CheckName | 'all'>('check', values.check, ['all', ...CHECK_NAMES]),
  };
}

function whole(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new Error(`--${option}: got "${text}", expected a whole number.`);
  }
  return Number(text);
}

function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === text);
  if (found === undefined) {
    throw new Error(`--${option}: got "${text}", expected one of ${allowed.join(', ')}.`);
  }
  return found;
}
