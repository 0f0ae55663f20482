import { randomInt } from 'node:crypto';
import { join, resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { wholeNumberOption } from '../../cli/terminal/option-values';
import { Program } from '../../cli/terminal/run-program';
import { PACKAGED } from '../../lambda/contracts/packaged';
import { PROVIDER_IDS } from '../../lambda/providers/webhook-registry';
import type { DynamoDbEngine } from '../aws/engines/engines.types';
import { describeFaults } from '../faults/fault-catalogue';
import { type FaultSwitch, faultList } from '../faults/parse-faults';
import { type AppOptions, addAppOptions, toRunOptions } from './app/app-options';
import type { LocalRunOptions } from './local-run-options';

const DEFAULT_PORT = 3000;
/**
 * Ports that `fetch` refuses ("bad port"), and with it `npm run send` and `inbox --local`.
 * Source: https://fetch.spec.whatwg.org/#port-blocking, without 0, which here means any free port.
 */
const PORTS_FETCH_REFUSES = [
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];
const MAX_SEED = 2 ** 31 - 1;
const ENGINES: readonly DynamoDbEngine[] = ['dynoxide', 'dynalite'];
/** The default configuration, with what only the simulators need. */
export const SIMULATED_CONFIG = join(__dirname, 'default.config.ts');
const LOOPBACK = /^http:\/\/127\.0\.0\.1:\d{1,5}(\/|$)/;

const MORE_HELP = `
Ctrl-C stops everything it started.
Exit status: 0 stopped as asked, 1 could not start or an engine ended by itself, 2 wrong use.`;

/** What the command line says of a local run. */
export interface StartOptions extends LocalRunOptions {
  readonly faults: readonly FaultSwitch[];
  readonly seed: number;
  readonly verbose: boolean;
  readonly quiet: boolean;
}

/** As commander reads them; each provider has its `<id>Url` besides. */
interface Given extends AppOptions {
  readonly port: number;
  readonly dataDir?: string;
  readonly dynamodbEngine?: DynamoDbEngine;
  readonly awsEndpointUrl?: string;
  readonly config?: string;
  readonly endpointsFile?: string;
  readonly faults: readonly FaultSwitch[] | 'help';
  readonly seed?: number;
  readonly verbose?: true;
  readonly quiet?: true;
}

/** `npm start`, or under another name: `run` is called with what the command line says. */
export function createStartProgram(
  run: (options: StartOptions) => Promise<ExitCode>,
  name = 'npm start --',
): Program {
  const program = new Program(name).description(
    'Runs the whole stack on this machine: what the synthesized template says, on embedded engines, on 127.0.0.1 only.',
  );
  addAppOptions(program)
    .option('--port <n>', 'port of the webhooks, 0 for any free one', port, DEFAULT_PORT)
    .option(
      '--data-dir <dir>',
      'keep records, results and secrets here, over restart and SIGKILL (default: in memory)',
      path,
    )
    .addOption(
      new Option(
        '--dynamodb-engine <name>',
        '(default: dynoxide where it is installed, else dynalite)',
      ).choices(ENGINES),
    );
  for (const id of PROVIDER_IDS) {
    program.option(
      `--${id}-url <url>`,
      `use this API instead of the ${id} simulator: https, or http://127.0.0.1:<port>; put its real API token into the source's secret`,
      providerUrl,
    );
  }
  return program
    .addOption(
      new Option(
        '--aws-endpoint-url <url>',
        'create everything on this AWS-compatible endpoint instead of the embedded engines',
      )
        .argParser(httpUrl)
        .conflicts('dynamodbEngine'),
    )
    .addOption(configOption())
    .option(
      '--endpoints-file <file>',
      'also write here how everything is reached (always: .local/runs/<port>/endpoints.json)',
      path,
    )
    .addOption(faultsOption())
    .option('--seed <n>', 'of the faults (default: a random one, printed)', wholeNumberOption(0, MAX_SEED))
    .option('--verbose', 'also print all endpoints and keys, and what the functions print')
    .addOption(
      new Option('--quiet', 'print no progress, and no line per request and event').conflicts('verbose'),
    )
    .addHelpText('after', MORE_HELP)
    .runs<Given>(async (given) => {
      if (given.faults === 'help') {
        program.print(describeFaults());
        return EXIT.done;
      }
      return run(toOptions({ ...given, faults: given.faults }));
    });
}

function configOption(): Option {
  const option = new Option('--config <file>', 'configuration file (default: extraction-inbox.config.ts)');
  // The installed package has no configuration file: props of the construct say the same.
  return PACKAGED ? option.hideHelp() : option.conflicts(['app', 'assembly']);
}

function faultsOption(): Option {
  return new Option('--faults <list>', 'disturb it: name,name:rate,…; "--faults help" lists them')
    .argParser(faultList)
    .default([], 'none');
}

function toOptions(given: Given & { readonly faults: readonly FaultSwitch[] }): StartOptions {
  const { seed = randomInt(MAX_SEED), verbose = false, quiet = false, ...rest } = given;
  const { app: _app, assembly: _assembly, ...others } = rest;
  const providerUrls = readProviderUrls(given);
  const { config = configFor(providerUrls) } = given;
  const chosen = { ...toRunOptions(given), ...(config !== undefined && { config }) };
  return { ...others, ...chosen, seed, verbose, quiet, providerUrls };
}

/** A real provider knows nothing of what the simulators are told. */
function configFor(providerUrls: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(providerUrls).length === 0 ? SIMULATED_CONFIG : undefined;
}

/** commander names the option of the provider `some-id` `someIdUrl`. */
function readProviderUrls(given: object): Record<string, string> {
  const values = new Map<string, unknown>(Object.entries(given));
  const urls = PROVIDER_IDS.map((id) => [id, values.get(new Option(`--${id}-url <url>`).attributeName())]);
  return Object.fromEntries(urls.filter(([, url]) => url !== undefined));
}

function port(text: string): number {
  const value = wholeNumberOption(0, 65_535)(text);
  if (PORTS_FETCH_REFUSES.includes(value)) {
    throw new InvalidArgumentError(
      `Expected a port that HTTP clients connect to: browsers and Node's fetch refuse ${value}, which belongs to another protocol. Choose another one, such as ${DEFAULT_PORT}.`,
    );
  }
  return value;
}

function path(text: string): string {
  return resolve(text);
}

function providerUrl(text: string): string {
  if (httpUrl(text).startsWith('http:') && !LOOPBACK.test(text)) {
    throw new InvalidArgumentError('Expected https, or http://127.0.0.1:<port>.');
  }
  return text;
}

function httpUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('Expected an http or https URL.');
  }
  return text;
}
