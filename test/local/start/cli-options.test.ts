import { join, resolve } from 'node:path';
import { UsageError } from '../../../cli/usage-error';
import { type CliOptions, parseCliOptions, USAGE } from '../../../local/start/cli-options';

const FILE = '/default/endpoints.json';

describe('the options of npm start', () => {
  it('have defaults', () => {
    expect(parsed([])).toMatchObject({
      port: 3000,
      endpointsFile: FILE,
      providerUrls: {},
      faults: [],
      verbose: false,
    });
    expect(parsed([])).toMatchObject({ dataDir: undefined, awsEndpointUrl: undefined, config: undefined });
  });

  it('are all read', () => {
    const argv = [
      '--port',
      '0',
      '--data-dir',
      'd',
      '--dynamodb-engine',
      'dynalite',
      '--endpoints-file',
      'e.json',
    ];
    const more = ['--config', 'x.config.ts', '--verbose', '--faults', 's3-500:0.1', '--seed', '7'];
    expect(parsed([...argv, ...more])).toMatchObject({
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

  it.each(['https://api.example.com/v1', 'http://127.0.0.1:8080', 'http://127.0.0.1:8080/api'])(
    'take %s as a provider',
    (url) => {
      expect(parsed(['--limai-url', url, '--extend-url', url]).providerUrls).toEqual({
        limai: url,
        extend: url,
      });
    },
  );

  it('take an AWS endpoint', () => {
    expect(parsed(['--aws-endpoint-url', 'http://localhost:4566']).awsEndpointUrl).toBe(
      'http://localhost:4566',
    );
  });

  it('ask for help, whatever else is said', () => {
    expect(parseCliOptions(['--port', 'x', '--help'], FILE)).toBe('help');
    expect(parseCliOptions(['--faults', 'help'], FILE)).toBe('faults');
    expect(USAGE).toContain('--limai-url URL');
  });
});

describe('an option that cannot be', () => {
  it.each([
    [['--unknown'], /Unknown option '--unknown'\. See --help\.$/],
    [['--data-dir', ''], /--data-dir: got "", expected a value\./],
    [['--endpoints-file', ''], /--endpoints-file: got ""/],
    [['--config='], /--config: got ""/],
    [['start'], /Unexpected argument 'start'/],
    [['--port', ''], /--port: got ""/],
    [['--port', '-1'], /'--port' argument is ambiguous/],
    [['--port', '65536'], /--port: got "65536", expected a whole number from 0 to 65535\./],
    [['--seed', '1.5'], /--seed: got "1.5"/],
    [['--dynamodb-engine', 'sqlite'], /--dynamodb-engine: got "sqlite", expected dynoxide or dynalite\./],
    [
      ['--limai-url', 'http://localhost:1'],
      /--limai-url: got .*, expected https, or http:\/\/127\.0\.0\.1:<port>\./,
    ],
    [['--limai-url', 'http://127.0.0.1.evil:80'], /--limai-url/],
    [['--extend-url', 'api'], /--extend-url: got "api", expected an http or https URL\./],
    [['--aws-endpoint-url', 'ftp://x'], /--aws-endpoint-url: got "ftp:\/\/x"/],
    [['--faults', 'flood'], /--faults: got "flood"/],
    [['--aws-endpoint-url', 'http://x', '--dynamodb-engine', 'dynalite'], /got both, expected one/],
  ])('is refused: %j', (argv, message) => {
    expect(() => parseCliOptions(argv, FILE)).toThrow(UsageError);
    expect(() => parseCliOptions(argv, FILE)).toThrow(message);
  });
});

function parsed(argv: readonly string[]): CliOptions {
  const options = parseCliOptions(argv, FILE);
  if (typeof options === 'string') {
    throw new Error(`Options: got ${options}.`);
  }
  return options;
}
