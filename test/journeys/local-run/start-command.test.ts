import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '../../../local/run/app/synthesize';
import { getSamples } from '../../../local/samples/samples';
import { deliver } from '../../../local/simulators/deliver';
import { runs } from '../../local/aws/lambda/processes';
import { eventually } from '../../support/eventually';
import { CliProcess } from '../stack/cli-process';

let directory = '';
const started: CliProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'start-'));
});

afterEach(async () => {
  // What a failed test left running would keep Jest from ending.
  await Promise.all(started.splice(0).map((stack) => stack.end('SIGTERM')));
  rmSync(directory, { recursive: true, force: true });
});

function start(args: readonly string[]): CliProcess {
  const stack = CliProcess.start(args, directory);
  started.push(stack);
  return stack;
}

describe('npm start', () => {
  it('serves until Ctrl-C, which stops everything it started within seconds', async () => {
    const endpointsFile = join(directory, 'endpoints.json');
    const stack = start(['--port', '0', '--endpoints-file', endpointsFile, '--verbose']);
    const endpoints = await stack.ready();
    expect(JSON.parse(readFileSync(endpointsFile, 'utf8'))).toEqual(endpoints);
    for (const file of [endpointsFile, stack.endpointsFile]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    expectEndpoints(endpoints);
    for (const { url, signingSecret } of endpoints.sources) {
      expect(stack.output).toContain(`POST ${url}`);
      expect(stack.output).toContain(signingSecret);
    }
    const [source] = endpoints.sources;
    const body = getSamples('limai').success?.().body ?? Buffer.alloc(0);
    const answer = await deliver({
      provider: 'limai',
      url: source?.url ?? '',
      signingKey: source?.signingSecret ?? '',
      body,
    });
    expect(answer.status).toBe(200);
    const example = ['--import', 'tsx', 'examples/query.ts', '--endpoints', endpointsFile];
    const { stdout } = await promisify(execFile)(process.execPath, example, { cwd: PROJECT_ROOT });
    expect(stdout).toMatch(/^\d{4}-\S+Z limai#\S+ (RECEIVED|PROCESSING|STORED)/);

    const family = stack.descendants();
    const from = Date.now();
    expect(await stack.end('SIGINT')).toBe(0);
    expect(Date.now() - from).toBeLessThan(8_000);
    expect([endpointsFile, stack.endpointsFile].some(existsSync)).toBe(false);
    await eventually(async () => !family.some(runs) || undefined);
  }, 60_000);

  it('prints three lines and the next command, then a line for each request and each finished event', async () => {
    const stack = start(['--port', '0']);
    const { run, sources, api } = await stack.ready();
    expect(stack.printed.trim().split('\n')).toEqual([
      `Webhooks: ${api}/webhooks/<source> (sources: limai, extend)`,
      `Endpoints, keys and log: ${stack.endpointsFile} (--verbose prints them)`,
      'Below: a line for each request and each finished event. Ctrl-C stops everything.',
      '',
      'Next, in another terminal:',
      '',
      `  npm run send -- limai success --run ${run.id}`,
    ]);
    const { provider = '', url = '', signingSecret = '' } = sources[0] ?? {};
    const body = getSamples('limai').success?.({ eventId: 'evt_1' }).body ?? Buffer.alloc(0);
    await deliver({ provider, url, signingKey: signingSecret, body });
    await deliver({ provider, url, signingKey: 'another key', body });
    await deliver({ provider, url: `${url}-unknown`, signingKey: signingSecret, body });
    const lines = [
      /Z {2}limai {3}evt_1 +200 new +\d+ ms$/m,
      /Z {2}limai {3}- +401 +\d+ ms {2}signature matches no live key$/m,
      /Z {2}- +- +404 +\d+ ms {2}POST \/webhooks\/limai-unknown: no source has this address$/m,
      /Z {2}limai {3}evt_1 +STORED +\d+ ms {2}file_789ghi {2}results\/\S+\/evt_1\.json$/m,
    ];
    await eventually(async () => lines.every((line) => line.test(stack.printed)) || undefined, 20_000).catch(
      () => expect(stack.printed).toMatch(/every line of the four/),
    );
  }, 60_000);

  it('stops everything and says why when an engine ends by itself', async () => {
    const stack = start(['--port', '0']);
    await stack.ready();
    const family = stack.descendants();
    const engine = family.find((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('fauxqs-child'),
    );
    expect(engine).toBeDefined();
    process.kill(Number(engine), 'SIGKILL');
    expect(await stack.end()).toBe(1);
    expect(stack.output).toContain('Engine fauxqs: ended by itself.');
    expect(existsSync(stack.endpointsFile)).toBe(false);
    await eventually(async () => !family.some(runs) || undefined);
  }, 60_000);

  it.each([
    ['an unknown option', ['--prot', '1'], /unknown option '--prot'.*--help/],
    [
      'a port that is none',
      ['--port', '99999'],
      /'--port <n>' argument '99999' is invalid\. Expected a whole number from 0 to 65535\./,
    ],
  ])(
    'refuses %s with exit code 2',
    async (_, args, words) => {
      const stack = start(args);
      expect(await stack.end()).toBe(2);
      expect(stack.output).toMatch(words);
      expect(stack.output).not.toMatch(/^\s+at /m);
    },
    20_000,
  );

  it('explains its options', async () => {
    const stack = start(['--help']);
    expect(await stack.end()).toBe(0);
    const options = [
      'port',
      'data-dir',
      'dynamodb-engine',
      'limai-url',
      'extend-url',
      'aws-endpoint-url',
      'config',
    ];
    for (const option of [...options, 'endpoints-file', 'faults', 'verbose', 'help']) {
      expect(stack.output).toContain(`--${option}`);
    }
    expect(stack.output).toContain('Exit status: 0');
  }, 20_000);

  it('says at once that its port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const stack = start(['--port', String(port)]);
    expect(await stack.end()).toBe(1);
    expect(stack.output.trim()).toBe(
      `Port ${port} of 127.0.0.1 is taken. Choose another with --port, 0 for any free one.`,
    );
    await closed(server);
  }, 20_000);
});

function closed(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}

function expectEndpoints(endpoints: object): void {
  const loopback = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/);
  const queue = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\d{12}\/.+/);
  const names = { signing: expect.stringContaining('secret'), apiToken: expect.stringContaining('secret') };
  const source = (id: string) => ({
    id,
    provider: id,
    options: expect.objectContaining({ baseUrl: loopback }),
    reconcile: expect.any(Object),
    listRequestsPerSecond: expect.any(Number),
    url: expect.stringMatching(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/webhooks/${id}$`)),
    signingSecret: expect.stringMatching(/^local_[0-9a-f]{48}$/),
  });
  expect(endpoints).toEqual({
    run: {
      id: expect.stringMatching(/^\d+$/),
      instance: expect.stringMatching(/^[0-9a-f-]{36}$/),
      pid: expect.any(Number),
      startedAt: expect.any(String),
      logFile: expect.stringMatching(/runs\/\d+\/functions\.log$/),
    },
    api: loopback,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoints: { dynamodb: loopback, sqs: loopback, s3: loopback, secretsmanager: loopback },
    table: expect.stringMatching(/./),
    bucket: expect.stringMatching(/./),
    functions: {
      ingest: expect.stringContaining('Ingest'),
      'process-limai': expect.stringContaining('LimaiProcessor'),
      'process-extend': expect.stringContaining('ExtendProcessor'),
      sweep: expect.stringContaining('Sweeper'),
      'reconcile-limai': expect.stringContaining('LimaiReconciler'),
      'reconcile-extend': expect.stringContaining('ExtendReconciler'),
    },
    queues: { limai: queue, extend: queue },
    deadLetterQueues: { limai: queue, extend: queue },
    secrets: { limai: names, extend: names },
    sources: [source('limai'), source('extend')],
    policy: expect.objectContaining({ indexShards: 4 }),
    secretsCache: { cacheSeconds: 300, refreshFloorSeconds: 30 },
    simulators: { limai: loopback, extend: loopback },
  });
}
