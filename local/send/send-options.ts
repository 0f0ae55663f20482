import { parseArguments } from '../../cli/parse-arguments';
import { UsageError } from '../../cli/usage-error';

export const USAGE = `Sends signed sample webhooks to a running local stack (npm start).

  npm run send -- <source> <kind> [options]

  --count N         deliveries to send (default 1)
  --distinct N      spread them over N event ids (default: one each)
  --duplicate       send every one a second time
  --event-id ID     this event id for all of them
  --file-id ID      this document for all of them
  --bad-signature   sign with a key that is not the source's; expects 401
  --stale           sign an hour ago; expects 401; for providers that sign a time
  --concurrency N   deliveries at once (default 8)
  --run ID          which local run, if several are up: the port of its webhooks
  --endpoints FILE  a local run, by the file it writes (.local/runs/<port>/endpoints.json)
  --help            this text

Exit status: 0 all answers as expected, 1 some not, 2 wrong use.`;

export interface SendOptions {
  readonly source: string;
  readonly kind: string;
  readonly count: number;
  readonly distinct?: number;
  readonly duplicate: boolean;
  readonly eventId?: string;
  readonly fileId?: string;
  readonly badSignature: boolean;
  readonly stale: boolean;
  readonly concurrency: number;
  readonly run?: string;
  readonly endpoints?: string;
}

/** @throws UsageError */
export function parseSendOptions(argv: readonly string[]): SendOptions | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) {
    return 'help';
  }
  const [source, kind, ...more] = positionals;
  if (!source || !kind || more.length > 0) {
    throw new UsageError(`Arguments: got ${positionals.length}, expected <source> <kind>. See --help.`);
  }
  const distinct = values.distinct === undefined ? undefined : positiveInteger('--distinct', values.distinct);
  if (distinct !== undefined && values['event-id'] !== undefined) {
    throw new UsageError('--distinct and --event-id: got both, expected one: an event id is one event.');
  }
  return {
    source,
    kind,
    count: positiveInteger('--count', values.count),
    duplicate: values.duplicate,
    badSignature: values['bad-signature'],
    stale: values.stale,
    concurrency: positiveInteger('--concurrency', values.concurrency),
    ...(distinct !== undefined && { distinct }),
    ...(values.run !== undefined && { run: values.run }),
    ...(values.endpoints !== undefined && { endpoints: values.endpoints }),
    ...(values['event-id'] !== undefined && { eventId: values['event-id'] }),
    ...(values['file-id'] !== undefined && { fileId: values['file-id'] }),
  };
}

function parse(argv: readonly string[]) {
  return parseArguments({
    args: [...argv],
    allowPositionals: true,
    options: {
      count: { type: 'string', default: '1' },
      distinct: { type: 'string' },
      duplicate: { type: 'boolean', default: false },
      'event-id': { type: 'string' },
      'file-id': { type: 'string' },
      'bad-signature': { type: 'boolean', default: false },
      stale: { type: 'boolean', default: false },
      concurrency: { type: 'string', default: '8' },
      run: { type: 'string' },
      endpoints: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
}

function positiveInteger(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new UsageError(`${name}: got "${text}", expected a whole number above 0.`);
  }
  return Number(text);
}
