import { parseArguments } from '../../cli/parse-arguments';
import { UsageError } from '../../cli/usage-error';
import { describeFaults } from '../faults/fault-catalogue';
import { type FaultSwitch, faultsOn, parseFaults } from '../faults/parse-faults';
import { wholeNumber } from '../load/load-options';

const DEFAULT_FAULTS = [
  'provider-429:0.1',
  'provider-500:0.1',
  'provider-slow:0.1',
  'provider-half:0.1',
  'dynamodb-throttle:0.02',
  'sqs-timeout-after-accept:0.02',
  's3-500:0.02',
].join(',');

const DEFAULTS = { events: 2000, kills: 20, seed: 1, rate: 15, wait: 600 };

export const USAGE = `Proves on real processes that nothing acknowledged is lost: starts the whole stack, loads it with signed webhooks
while functions and the whole stack are killed with SIGKILL and providers and AWS misbehave, lets it recover, and compares
what is stored with what was sent and served. Providers repeat what was not answered 200.

  npm run chaos -- [options]

  --events N       distinct events; one delivery in five is a repeat (default ${DEFAULTS.events})
  --kills N        SIGKILLs, evenly spread over the load (default ${DEFAULTS.kills})
  --seed N         decides events, order, and when what is killed (default ${DEFAULTS.seed})
  --rate N         deliveries per second (default ${DEFAULTS.rate})
  --faults LIST    during the load, as of npm start; "none", or "help" for the list
                   (default ${DEFAULT_FAULTS})
  --wait SECONDS   for all to become final after the load (default ${DEFAULTS.wait})
  --quick          times of seconds instead of minutes, which no stack in AWS would have: recovers within seconds
  --keep           keep the data directory; it is kept anyway when something is wrong
  --help           this text

Exit status: 0 nothing lost, doubled, stuck, wrong or invented; 1 something is; 2 wrong use.`;

export interface ChaosOptions {
  readonly events: number;
  readonly kills: number;
  readonly seed: number;
  readonly rate: number;
  readonly faults: readonly FaultSwitch[];
  readonly waitSeconds: number;
  readonly quick: boolean;
  readonly keep: boolean;
}

/**
 * The options, or the text that was asked for.
 * @throws UsageError
 */
export function parseChaosOptions(argv: readonly string[]): ChaosOptions | string {
  const { help, keep = false, quick = false, faults = DEFAULT_FAULTS, ...texts } = parse(argv);
  if (help) {
    return USAGE;
  }
  if (faults === 'help') {
    return describeFaults();
  }
  const whole = (name: keyof typeof texts) => wholeNumber(name, texts[name], DEFAULTS[name]);
  const options = {
    events: whole('events'),
    kills: whole('kills'),
    seed: whole('seed'),
    rate: whole('rate'),
    waitSeconds: whole('wait'),
    faults: parseFaults(faults === 'none' ? '' : faults),
    quick,
    keep,
  };
  if (options.events < 1 || options.rate < 1) {
    throw new UsageError(
      `Chaos: got ${options.events} events at ${options.rate}/s, expected at least 1 of each.`,
    );
  }
  if (faultsOn('functions', options.faults).length > 0) {
    throw new UsageError('--faults: got function-kill, which is chaos’s own work here; use --kills.');
  }
  return options;
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const { values } = parseArguments({
    args: [...argv],
    options: {
      events: text,
      kills: text,
      seed: text,
      rate: text,
      wait: text,
      faults: text,
      quick: { type: 'boolean' },
      keep: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  return values;
}
