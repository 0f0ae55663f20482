import { logsSchema } from '../../../cli/commands/stack/logs';
import { type AskedOperation, type AwsReply, deployedOutputs, runDeployed } from '../deployed-stack';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const OUTPUTS_OF_LIMAI = deployedOutputs(['limai']);
const [INGEST, PROCESS] = ['Mine-IngestLogs-1', 'Mine-ProcessLogs-1'];

const minutesAgo = (minutes: number) => NOW - minutes * 60_000;

/** A line as Powertools writes it, and as CloudWatch hands it out. */
function logged(minutes: number, level: string, message: string, fields: object = {}) {
  const timestamp = minutesAgo(minutes);
  const text = { level, message, timestamp: new Date(timestamp).toISOString(), service: 'x', ...fields };
  return { eventId: `${minutes} ${message}`, timestamp, message: `${JSON.stringify(text)}\n` };
}

const plain = (minutes: number, message: string) => ({
  eventId: `${minutes} ${message}`,
  timestamp: minutesAgo(minutes),
  message,
});

type Page = readonly { readonly timestamp: number }[];

/** CloudWatch Logs whose groups have these pages; a group without any does not exist. */
function logGroups(
  groups: Readonly<Record<string, readonly Page[]>>,
  asked: AskedOperation[] = [],
): AwsReply {
  return (call) => {
    asked.push(call);
    const pages = groups[String(call.input.logGroupName)];
    const page = Number(call.input.nextToken ?? 0);
    if (!pages) {
      return { status: 400, body: { __type: 'ResourceNotFoundException', message: 'no such group' } };
    }
    const hasMore = page + 1 < pages.length;
    return { body: { events: pages[page], ...(hasMore && { nextToken: String(page + 1) }) } };
  };
}

const runLogs = (args: readonly string[], reply: AwsReply, outputs = OUTPUTS_OF_LIMAI) =>
  runDeployed(['logs', ...args], outputs, reply, { now: () => NOW });

async function readLines(args: readonly string[], reply: AwsReply) {
  const { code, out, err } = await runLogs([...args, '--json'], reply);
  return { code, err, ...logsSchema.parse(JSON.parse(out)) };
}

describe('inbox logs of a deployed stack', () => {
  it('reads every page of every function, and merges them by time', async () => {
    const groups = logGroups({
      [INGEST]: [[logged(50, 'WARN', 'one')], [], [logged(20, 'INFO', 'three')]],
      [PROCESS]: [[logged(40, 'ERROR', 'two'), logged(15, 'WARN', 'four')], [logged(10, 'DEBUG', 'five')]],
    });
    const { code, lines, missing, functions } = await readLines([], groups);
    expect([code, missing, functions]).toEqual([0, [], ['ingest', 'process-limai']]);
    expect(lines.map((line) => [line.function, line.message])).toEqual([
      ['ingest', 'one'],
      ['process-limai', 'two'],
      ['ingest', 'three'],
      ['process-limai', 'four'],
      ['process-limai', 'five'],
    ]);
  });

  it('asks CloudWatch for the window, the event and the level, and believes it in nothing', async () => {
    const asked: AskedOperation[] = [];
    const about = { source: 'limai', eventId: 'evt_1' };
    const groups = logGroups(
      {
        [INGEST]: [
          [logged(5, 'WARN', 'ours', about), logged(5, 'WARN', 'another', { ...about, eventId: 'evt_2' })],
        ],
        [PROCESS]: [[logged(5, 'INFO', 'too mild', about), logged(90, 'WARN', 'too old', about)]],
      },
      asked,
    );
    const { lines } = await readLines(['--event', 'limai#evt_1', '--level', 'warn'], groups);
    expect(lines.map(({ message }) => message)).toEqual(['ours']);
    expect(asked.map(({ operation }) => operation)).toEqual(['FilterLogEvents', 'FilterLogEvents']);
    expect(asked[0]?.input).toEqual({
      logGroupName: INGEST,
      startTime: minutesAgo(60),
      endTime: NOW,
      filterPattern:
        '{ ($.source = "limai") && ($.eventId = "evt_1") && ($.level = "WARN" || $.level = "ERROR" || $.level = "CRITICAL") }',
    });
  });

  it.each(['a"b', 'a*', 'a b', 'ü'])(
    'finds the event %j without a pattern that could mean others',
    async (id) => {
      const asked: AskedOperation[] = [];
      const pages = [
        [logged(5, 'WARN', 'ours', { source: 'limai', eventId: id }), logged(5, 'WARN', 'other')],
      ];
      const { lines } = await readLines(
        ['--event', id],
        logGroups({ [INGEST]: pages, [PROCESS]: [[]] }, asked),
      );
      expect(lines.map(({ message }) => message)).toEqual(['ours']);
      expect(asked[0]?.input).not.toHaveProperty('filterPattern');
    },
  );

  it('shows a crash by its kind, without what it may quote, and leaves out what the runtime says of itself', async () => {
    const crash = '{"errorType":"TypeError","errorMessage":"canary of a payload","stack":["canary"]}';
    const pages = [
      [
        plain(9, 'START RequestId: 1 Version: $LATEST'),
        plain(8, '{"_aws":{"Timestamp":1},"service":"ingest","Accepted":1}'),
        plain(7, `2026-03-01T11:53:00.000Z\tid\tERROR\tInvoke Error \t${crash}`),
        plain(6, '2026-03-01T11:54:00.000Z id Task timed out after 12.00 seconds'),
        plain(5, 'REPORT RequestId: 1 Duration: 1 ms'),
      ],
    ];
    const { lines } = await readLines(['--level', 'error'], logGroups({ [INGEST]: pages, [PROCESS]: [[]] }));
    expect(lines.map(({ at, message }) => [at, message])).toEqual([
      ['2026-03-01T11:53:00.000Z', 'The function crashed (TypeError).'],
      ['2026-03-01T11:54:00.000Z', 'Task timed out after 12.00 seconds.'],
    ]);
    expect(JSON.stringify(lines)).not.toContain('canary');
  });

  it('keeps the newest lines, and says how many it left out', async () => {
    const pages = [Array.from({ length: 9 }, (_, index) => logged(9 - index, 'INFO', `line ${index}`))];
    const groups = logGroups({ [INGEST]: pages, [PROCESS]: [[logged(0.5, 'INFO', 'newest')]] });
    const { lines, leftOut } = await readLines(['--limit', '3'], groups);
    expect([leftOut, lines.map(({ message }) => message)]).toEqual([7, ['line 7', 'line 8', 'newest']]);
  });

  it('stops after a bounded number of calls, and says up to when it has read', async () => {
    const asked: AskedOperation[] = [];
    const endless: AwsReply = (call) => {
      asked.push(call);
      const page = Number(call.input.nextToken ?? 0);
      return { body: { events: [logged(59 - page / 10, 'INFO', `${page}`)], nextToken: String(page + 1) } };
    };
    const { code, missing } = await readLines([], endless);
    expect([code, asked.length]).toEqual([0, 60]);
    expect(missing).toEqual([
      expect.stringMatching(
        /^Stopped after 60 calls: lines after 2026-03-01T11:0\S+Z were not all read. Narrow/,
      ),
    ]);
  });

  it('repeats a throttled call', async () => {
    let refused = false;
    const groups = logGroups({ [INGEST]: [[logged(5, 'INFO', 'one')]], [PROCESS]: [[]] });
    const throttled: AwsReply = (call) => {
      if (refused) {
        return groups(call);
      }
      refused = true;
      return { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } };
    };
    const { code, lines } = await readLines([], throttled);
    expect([code, lines.map(({ message }) => message)]).toEqual([0, ['one']]);
  });

  it('reads the log of one function alone', async () => {
    const asked: AskedOperation[] = [];
    const groups = logGroups({ [PROCESS]: [[logged(5, 'INFO', 'one')]] }, asked);
    const { functions } = await readLines(['--function', 'process'], groups);
    expect([functions, asked.length]).toEqual([['process-limai'], 1]);
  });

  it('does not say that there is nothing where it did not read everything', async () => {
    const endless: AwsReply = () => ({ body: { events: [], nextToken: 'more' } });
    const { code, out, err } = await runLogs([], endless);
    expect([code, out]).toEqual([0, '']);
    expect(err).toContain('were not all read');
  });

  it('says what it searched when there is nothing', async () => {
    const { code, out } = await runLogs(['--event', 'evt_9'], logGroups({ [INGEST]: [[]], [PROCESS]: [[]] }));
    expect(code).toBe(0);
    expect(out).toMatch(
      /^No lines of ingest, process-limai between 2026-03-01T11:00:00.000Z and 2026-03-01T12:00:00.000Z, about event evt_9\./,
    );
    expect(out).toContain('`inbox events show evt_9`');
  });

  it.each([
    [
      'a log group that is gone',
      logGroups({ [INGEST]: [[]] }),
      0,
      'The log group of process-limai does not exist: Mine-ProcessLogs-1.',
    ],
    [
      'no log group at all',
      logGroups({}),
      1,
      'None of the log groups exists: Mine-IngestLogs-1, Mine-ProcessLogs-1. Deploy',
    ],
    [
      'credentials that have expired',
      () => ({ status: 400, body: { __type: 'ExpiredTokenException', message: 'expired' } }),
      1,
      'AWS refuses these credentials: they are expired',
    ],
    [
      'a key of KMS that these credentials may not use',
      () => ({
        status: 400,
        body: { __type: 'AccessDeniedException', message: 'not authorized: kms:Decrypt' },
      }),
      1,
      'not authorized: kms:Decrypt: these credentials may not do this.',
    ],
  ] as const)('tells of %s', async (_, reply, expected, said) => {
    const { code, err } = await runLogs([], reply as AwsReply);
    expect([code, err]).toEqual([expected, expect.stringContaining(said)]);
  });

  it('tells of a stack whose outputs name no log groups', async () => {
    const outputs = Object.fromEntries(
      Object.entries(OUTPUTS_OF_LIMAI).filter(([name]) => !name.startsWith('Logs')),
    );
    const { code, err } = await runLogs([], logGroups({}), outputs);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/got no output LogsLink…, expected one for each function/),
    ]);
  });

  it.each([
    [['--function', 'fetch'], '--function: got "fetch", expected one of ingest, process-limai.'],
    [['--source', 'nobody'], 'Source: got "nobody", expected one of limai.'],
    [['--level', 'loud'], 'Expected one of DEBUG, INFO, WARN, ERROR, CRITICAL.'],
    [['--follow', '--until', '1h'], '--follow'],
  ])('refuses %j', async (args, said) => {
    const { code, err } = await runLogs(args, logGroups({}));
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  });

  it('follows new lines, each once', async () => {
    const stop = new AbortController();
    const pages = [[logged(0.9, 'INFO', 'one')]];
    const out: string[] = [];
    let looks = 0;
    const { code } = await runDeployed(
      ['logs', '--follow', '--json', '--function', 'ingest', '--interval', '1'],
      OUTPUTS_OF_LIMAI,
      (call) => {
        looks += 1;
        if (looks === 2) {
          pages.push([logged(0.5, 'INFO', 'two')]);
        }
        return logGroups({ [INGEST]: pages })(call);
      },
      {
        now: () => NOW,
        signal: stop.signal,
        onOut: (text) => {
          out.push((JSON.parse(text) as { message: string }).message);
          if (out.includes('two')) {
            stop.abort();
          }
        },
      },
    );
    expect([code, out]).toEqual([0, ['one', 'two']]);
  });
});
