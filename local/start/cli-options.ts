import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArguments } from '../../cli/parse-arguments';
import { UsageError } from '../../cli/usage-error';
import { PROVIDER_IDS } from '../../lambda/providers/registry';
import type { DynamoDbEngine } from '../engines/engines.types';
import { type FaultSwitch, parseFaults } from '../faults/parse-faults';
import type { LocalRunOptions } from './local-run-options';

const DEFAULT_PORT = 3000;
const MAX_SEED = 2 ** 31 - 1;
const ENGINES: readonly DynamoDbEngine[] = ['dynoxide', 'dynalite'];
const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d{1,5}(\/|$)/;

const PROVIDER_LINES = PROVIDER_IDS.map(
  (id) => `  --${`${id}-url URL`.padEnd(24)}use this API instead of the ${id} simulator`,
);

export const USAGE = `Runs the whole stack on this machine: what the synthesized template says, on embedded engines, on 127.0.0.1 only.

  npm start -- [options]

  --port N                  port of the webhooks, 0 for any free one (default ${DEFAULT_PORT})
  --data-dir DIR            keep records, results and secrets here, over restart and SIGKILL (default: in memory)
  --dynamodb-engine NAME    ${ENGINES.join(' or ')} (default: dynoxide where it is installed, else dynalite)
${PROVIDER_LINES.join('\n')}
                            https, or http://127.0.0.1:<port>; put its real API token into the source's secret
  --aws-endpoint-url URL    create everything on this AWS-compatible endpoint instead of the embedded engines
  --config FILE             configuration file (default extraction-inbox.config.ts)
  --endpoints-file FILE     where to write how everything is reached (default .local/endpoints.json)
  --faults LIST             disturb it: name,name:rate,…; --faults help lists them
  --seed N                  of the faults (default: a random one, printed)
  --verbose                 also print what the functions print
  --help                    this text

Ctrl-C stops everything it started.
Exit status: 0 stopped as asked, 1 could not start or an engine ended by itself, 2 wrong use.`;

/** What the command line says of a local run. */
export interface CliOptions extends LocalRunOptions {
  readonly faults: readonly FaultSwitch[];
  readonly seed: number;
  readonly verbose: boolean;
}

/** @throws UsageError */
export function parseCliOptions(
  argv: readonly string[],
  defaultEndpointsFile: string,
): CliOptions | 'help' | 'faults' {
  const values = parse(argv);
  if (values.help === true) {
    return 'help';
  }
  if (values.faults === 'help') {
    return 'faults';
  }
  const text = (name: string) => values[name] as string | undefined;
  const file = (name: string) => (text(name) === undefined ? undefined : resolve(text(name) ?? ''));
  const awsEndpointUrl = text('aws-endpoint-url');
  if (awsEndpointUrl !== undefined && text('dynamodb-engine') !== undefined) {
    throw new UsageError('--aws-endpoint-url and --dynamodb-engine: got both, expected one of them.');
  }
  return {
    port: wholeNumber('--port', text('port'), { most: 65_535, unless: DEFAULT_PORT }),
    dataDir: file('data-dir'),
    dynamodbEngine: engine(text('dynamodb-engine')),
    providerUrls: providerUrls(text),
    awsEndpointUrl: awsEndpointUrl && httpUrl('--aws-endpoint-url', awsEndpointUrl),
    config: text('config'),
    endpointsFile: file('endpoints-file') ?? defaultEndpointsFile,
    faults: parseFaults(text('faults') ?? ''),
    seed: wholeNumber('--seed', text('seed'), { most: MAX_SEED, unless: randomInt(MAX_SEED) }),
    verbose: values.verbose === true,
  };
}

function parse(argv: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const texts = [
    'port',
    'data-dir',
    'dynamodb-engine',
    'aws-endpoint-url',
    'config',
    'endpoints-file',
    'faults',
    'seed',
  ];
  const providers = PROVIDER_IDS.map((id) => `${id}-url`);
  const { values } = parseArguments({
    args: [...argv],
    options: {
      ...Object.fromEntries([...texts, ...providers].map((name) => [name, { type: 'string' as const }])),
      verbose: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  return values;
}

function wholeNumber(
  name: string,
  text: string | undefined,
  { most, unless }: { readonly most: number; readonly unless: number },
): number {
  if (text === undefined) {
    return unless;
  }
  if (!/^\d{1,10}$/.test(text) || Number(text) > most) {
    throw new UsageError(`${name}: got "${text}", expected a whole number from 0 to ${most}.`);
  }
  return Number(text);
}

function engine(text: string | undefined): DynamoDbEngine | undefined {
  const found = ENGINES.find((name) => name === text);
  if (text !== undefined && found === undefined) {
    throw new UsageError(`--dynamodb-engine: got "${text}", expected ${ENGINES.join(' or ')}.`);
  }
  return found;
}

function providerUrls(text: (name: string) => string | undefined): Record<string, string> {
  const given = PROVIDER_IDS.map((id) => [id, text(`${id}-url`)] as const);
  const urls = given.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  for (const [id, url] of urls) {
    if (httpUrl(`--${id}-url`, url).startsWith('http:') && !LOOPBACK.test(url)) {
      throw new UsageError(`--${id}-url: got "${url}", expected https, or http://127.0.0.1:<port>.`);
    }
  }
  return Object.fromEntries(urls);
}

function httpUrl(name: string, text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError(`${name}: got "${text}", expected an http or https URL.`);
  }
  return text;
}
