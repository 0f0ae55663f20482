import { parseArguments } from '../../cli/parse-arguments';
import { UsageError } from '../../cli/usage-error';

const DEFAULTS = { events: 300, deliveries: 1000, concurrency: 32, wait: 480 };

export const USAGE = `Loads a running local stack (npm start) with signed webhooks, waits until all are final, and verifies records,
results and the providers' call logs from the outside.

  npm run load -- [options]

  --events N        distinct events (default ${DEFAULTS.events})
  --deliveries N    deliveries of these, so that many are repeats (default ${DEFAULTS.deliveries})
  --concurrency N   deliveries at once (default ${DEFAULTS.concurrency})
  --seed N          the same load again: sources, kinds, ids, order (default: random, printed)
  --log FILE        append every delivery answered 200 to this file, before it is counted
  --wait SECONDS    for all to become final (default ${DEFAULTS.wait}; with --verify 0: what is open is only counted)
  --run ID          which local run, if several are up: the port of its webhooks
  --endpoints FILE  a local run, by the file it writes (.local/runs/<port>/endpoints.json)
  --help            this text

  npm run load -- --verify FILE [--wait SECONDS] [--run ID | --endpoints FILE]

sends nothing: every delivery in the file must have its record, and every final record its result. For a stack that
was killed under load and started again on the same --data-dir.

Exit status: 0 all as it must be, 1 not, 2 wrong use.`;

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

/** @throws UsageError */
export function parseLoadOptions(argv: readonly string[]): LoadOptions | VerifyOptions | 'help' {
  const { help, verify, log, run, endpoints, ...texts } = parse(argv);
  if (help) {
    return 'help';
  }
  const whole = (name: keyof typeof texts, fallback: number) => wholeNumber(name, texts[name], fallback);
  if (verify !== undefined) {
    refuseOthers({ log, ...texts, wait: undefined });
    return { mode: 'verify', file: verify, waitSeconds: whole('wait', 0), run, endpoints };
  }
  const events = whole('events', DEFAULTS.events);
  const deliveries = whole('deliveries', Math.max(events, DEFAULTS.deliveries));
  if (events < 1 || deliveries < events || whole('concurrency', 1) < 1) {
    throw new UsageError(
      `Load: got ${deliveries} deliveries of ${events} events, expected at least one event, a delivery for each, and a concurrency above 0.`,
    );
  }
  return {
    mode: 'load',
    events,
    deliveries,
    concurrency: whole('concurrency', DEFAULTS.concurrency),
    seed: whole('seed', Date.now() % 1_000_000_000),
    log,
    waitSeconds: whole('wait', DEFAULTS.wait),
    run,
    endpoints,
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const { values } = parseArguments({
    args: [...argv],
    options: {
      events: text,
      deliveries: text,
      concurrency: text,
      seed: text,
      log: text,
      wait: text,
      verify: text,
      run: text,
      endpoints: text,
      help: { type: 'boolean' },
    },
  });
  return values;
}

function refuseOthers(others: Readonly<Record<string, string | undefined>>): void {
  const given = Object.keys(others).filter((name) => others[name] !== undefined);
  if (given.length > 0) {
    throw new UsageError(
      `--verify: got --${given.join(', --')} beside it, expected only --wait, --run or --endpoints.`,
    );
  }
}

/** @throws UsageError */
export function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  if (text !== undefined && !/^\d{1,9}$/.test(text)) {
    throw new UsageError(`--${name}: got "${text}", expected a whole number.`);
  }
  return text === undefined ? fallback : Number(text);
}
