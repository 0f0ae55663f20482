import { join, resolve } from 'node:path';
import { createStartProgram, SIMULATED_CONFIG, type StartOptions } from '../../../local/run/start-options';
import { runInProcess } from '../../support/programs/run-in-process';

describe('the options of npm start', () => {
  it('have defaults', async () => {
    const options = await parsed([]);
    expect(options).toMatchObject({
      port: 3000,
      providerUrls: {},
      faults: [],
      verbose: false,
      quiet: false,
    });
    expect([options.dataDir, options.awsEndpointUrl, options.config]).toEqual([
      undefined,
      undefined,
      SIMULATED_CONFIG,
    ]);
    expect(options.seed).not.toBe((await parsed([])).seed);
  });

  it('are all read', async () => {
    const argv = ['--port', '0', '--data-dir', 'd', '--dynamodb-engine', 'dynalite', '--verbose'];
    const more = ['--config', 'x.config.ts', '--endpoints-file', 'e.json', '--seed', '7'];
    expect(await parsed([...argv, ...more, '--faults', 's3-500:0.1'])).toMatchObject({
      port: 0,
      dataDir: resolve('d'),
      dynamodbEngine: 'dynalite',
      endpointsFile: join(process.cwd(), 'e.json'),
      config: 'x.config.ts',
      verbose: true,
      faults: [{ name: 's3-500', rate: 0.1 }],
      seed: 7,
    });
  });

  it('name an app by its command, or by what it was synthesized to', async () => {
    const chosen = ['--stack', 'Documents', '--inbox', 'Inbox'];
    expect(await parsed(['--app', 'npx tsx app.ts', ...chosen])).toMatchObject({
      app: 'npx tsx app.ts',
      stack: 'Documents',
      inbox: 'Inbox',
    });
    expect(await parsed(['--assembly', 'cdk.out'])).toMatchObject({
      cdkOutDir: resolve('cdk.out'),
      synthesized: true,
    });
  });

  it.each([['--assembly'], ['--config']])('take --app or %s, not both', async (option) => {
    const { code, err } = await runInProcess(programThat(refuseToStart), [
      '--app',
      'x',
      option,
      'y.config.ts',
    ]);
    expect([code, err]).toEqual([2, expect.stringContaining('cannot be used with option')]);
  });

  it('are quiet or verbose', async () => {
    expect((await parsed(['--quiet'])).quiet).toBe(true);
    const { code, err } = await runInProcess(programThat(refuseToStart), ['--quiet', '--verbose']);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining("'--quiet' cannot be used with option '--verbose'"),
    ]);
  });

  it.each(['https://api.example.com/v1', 'http://127.0.0.1:8080', 'http://127.0.0.1:8080/api'])(
    'take %s as a provider',
    async (url) => {
      const { providerUrls, config } = await parsed(['--limai-url', url, '--extend-url', url]);
      // What only a simulator knows is not asked of a real provider.
      expect([providerUrls, config]).toEqual([{ limai: url, extend: url }, undefined]);
    },
  );

  it('take an AWS endpoint', async () => {
    const { awsEndpointUrl } = await parsed(['--aws-endpoint-url', 'http://localhost:4566']);
    expect(awsEndpointUrl).toBe('http://localhost:4566');
  });

  it('refuse every port that fetch refuses', async () => {
    const ports = [...Array.from({ length: 1_024 }, (_, index) => index + 1), 6000, 6665, 6669, 10080];
    const refused = await Promise.all(ports.map(isRefusedByFetch));
    for (const port of ports.filter((_, index) => refused[index])) {
      const { code, err } = await runInProcess(programThat(refuseToStart), ['--port', String(port)]);
      expect([code, err]).toEqual([
        2,
        expect.stringContaining(
          `option '--port <n>' argument '${port}' is invalid. Expected a port that HTTP clients connect to`,
        ),
      ]);
    }
    expect(refused.filter(Boolean).length).toBeGreaterThan(60);
  });

  it('list the faults instead of starting', async () => {
    const { code, out } = await runInProcess(programThat(refuseToStart), ['--faults', 'help']);
    expect([code, out]).toEqual([0, expect.stringContaining('  provider-429 ')]);
  });
});

describe('an option that cannot be', () => {
  it.each([
    [['--unknown'], "unknown option '--unknown'. See npm start -- --help."],
    [['--data-dir', ''], 'Argument 2: got "", expected a value. See npm start -- --help.'],
    [['--config='], '--config: got "", expected a value. See npm start -- --help.'],
    [['--config', '--verbose'], '--config: got the option --verbose, expected a value.'],
    [['start'], 'too many arguments. Expected 0 arguments but got 1.'],
    [
      ['--port', '-1'],
      "option '--port <n>' argument '-1' is invalid. Expected a whole number from 0 to 65535.",
    ],
    [['--port', '65536'], "option '--port <n>' argument '65536' is invalid."],
    [['--seed', '1.5'], "option '--seed <n>' argument '1.5' is invalid."],
    [
      ['--dynamodb-engine', 'sqlite'],
      "option '--dynamodb-engine <name>' argument 'sqlite' is invalid. Allowed choices are dynoxide, dynalite.",
    ],
    [
      ['--limai-url', 'http://localhost:1'],
      "option '--limai-url <url>' argument 'http://localhost:1' is invalid. Expected https, or http://127.0.0.1:<port>.",
    ],
    [['--limai-url', 'http://127.0.0.1.evil:80'], "option '--limai-url <url>' argument"],
    [
      ['--extend-url', 'api'],
      "option '--extend-url <url>' argument 'api' is invalid. Expected an http or https URL.",
    ],
    [['--aws-endpoint-url', 'ftp://x'], "option '--aws-endpoint-url <url>' argument 'ftp://x' is invalid."],
    [
      ['--faults', 'provider-428'],
      "option '--faults <list>' argument 'provider-428' is invalid. Got \"provider-428\", expected one of provider-429,",
    ],
    [
      ['--aws-endpoint-url', 'http://x', '--dynamodb-engine', 'dynalite'],
      "option '--aws-endpoint-url <url>' cannot be used with option '--dynamodb-engine <name>'.",
    ],
  ])('is refused: %j', async (argv, message) => {
    const { code, out, err } = await runInProcess(programThat(refuseToStart), argv);
    expect([code, out, err.split('\n').length]).toEqual([2, '', 2]);
    expect(err.startsWith(message) ? message : err).toBe(message);
  });
});

function programThat(run: Parameters<typeof createStartProgram>[0]) {
  return createStartProgram(run);
}

async function refuseToStart(): Promise<never> {
  throw new Error('Started, although nothing was to be started.');
}

async function parsed(argv: readonly string[]): Promise<StartOptions> {
  const seen: StartOptions[] = [];
  const program = programThat(async (options) => {
    seen.push(options);
    return 0;
  });
  const { err } = await runInProcess(program, argv);
  const [options] = seen;
  if (options === undefined) {
    throw new Error(err);
  }
  return options;
}

/** Whether `fetch` takes the port for a bad one; nothing is connected to. */
async function isRefusedByFetch(port: number): Promise<boolean> {
  const dispatcher = {
    dispatch: () => {
      throw new Error('would connect');
    },
  };
  const failure = await fetch(`http://127.0.0.1:${port}`, { dispatcher } as object).catch((error) => error);
  return failure.cause?.message === 'bad port';
}
