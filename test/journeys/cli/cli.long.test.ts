import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventsListSchema } from '../../../cli/commands/events-list';
import { connect } from '../../../cli/connection/connect';
import type { Example } from '../../../scripts/generate/cli-docs/example';
import { EXAMPLES } from '../../../scripts/generate/cli-docs/examples';
import type { MixedEvent } from '../../../scripts/generate/cli-docs/mixed-events';
import { readCursor, runExample } from '../../../scripts/generate/cli-docs/run-example';
import { sendMixedEvents, sendOne } from '../../../scripts/generate/cli-docs/send-mixed-events';
import { type CommandRun, runCommand } from '../../cli/run-command';
import { type FakeAws, startFakeAws, useEndpoint } from '../../support/aws/fake-aws';
import { Journey } from '../stack/journey';

const CONFIG = join(__dirname, '..', '..', '..', 'scripts', 'generate', 'cli-docs', 'mixed.config.ts');

let directory: string;
let endpointsFile: string;
let journey: Journey;
let events: readonly MixedEvent[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cli-'));
  endpointsFile = join(directory, 'endpoints.json');
  journey = await Journey.start({ endpointsFile, config: CONFIG });
  events = await sendMixedEvents(journey.run.endpoints);
});

afterAll(async () => {
  await journey?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** In this process, which is quicker; what waits for events and signals in one of its own. */
function run(
  { args, piped, ...example }: Example,
  before: CommandRun | undefined,
): Promise<CommandRun> | ReturnType<typeof runExample> {
  const cursor = example.nextPage && before ? readCursor(before) : [];
  if (example.arrive) {
    const arrive = (event: Parameters<typeof sendOne>[0]) => sendOne(event, journey.run.endpoints);
    return runExample({ args, ...example }, { endpointsFile, directory, arrive });
  }
  const words = args.map((word) => (word === 'result.json' ? join(directory, word) : word));
  return runCommand(
    [...words, ...cursor, '--endpoints', endpointsFile],
    piped === undefined ? {} : { piped },
  );
}

describe('inbox events list', () => {
  const read = async (args: readonly string[]) => {
    const { code, out, err } = await runCommand([
      'events',
      'list',
      '--json',
      '--endpoints',
      endpointsFile,
      ...args,
    ]);
    expect([code, err]).toEqual([0, '']);
    return eventsListSchema.parse(JSON.parse(out));
  };

  it('reads all 500 events page by page, each once and as it rests', async () => {
    const found = new Map<string, string>();
    let next: string | null = null;
    do {
      const page = await read(['--limit', '150', ...(next === null ? [] : ['--after', next])]);
      for (const { pk, status } of page.events) {
        expect(found.has(pk)).toBe(false);
        found.set(pk, status);
      }
      next = page.next;
    } while (next !== null);
    expect(found).toEqual(new Map(events.map(({ pk, rests }) => [pk, rests])));
  });

  it('never scans the table', () => {
    const actions = (journey.run.gateway?.calls() ?? []).map(({ action }) => action);
    expect(actions).toContain('Query');
    expect(actions).not.toContain('Scan');
  });
});

describe('inbox at a deployed stack', () => {
  let aws: FakeAws;
  beforeAll(async () => {
    aws = await startFakeAws();
    const cloudFormation = process.env.AWS_ENDPOINT_URL_CLOUDFORMATION;
    useEndpoint(journey.run.endpoints.endpoints.dynamodb);
    process.env.AWS_ENDPOINT_URL_CLOUDFORMATION = cloudFormation;
    aws.answer = () => describedStack(journey.run.deployment.outputs);
  });
  afterAll(() => aws.stop());

  it('answers the same, by the outputs of the stack and the AWS SDK’s own configuration', async () => {
    const args = ['events', 'list', '--status', 'failed', '--limit', '20', '--json'];
    const local = await runCommand([...args, '--endpoints', endpointsFile]);
    const deployed = await runCommand([...args, '--stack', 'Mine', '--region', 'us-east-1'], { connect });
    expect(deployed).toEqual(local);
    expect(eventsListSchema.parse(JSON.parse(deployed.out)).events).toHaveLength(20);
  });
});

function describedStack(outputs: Readonly<Record<string, string>>) {
  const members = Object.entries(outputs).map(([key, value]) => {
    const text = value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    return `<member><OutputKey>${key}</OutputKey><OutputValue>${text}</OutputValue></member>`;
  });
  const stack = `<member><StackName>Mine</StackName><Outputs>${members.join('')}</Outputs></member>`;
  return {
    headers: { 'content-type': 'text/xml' },
    body: `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  };
}

describe.each(EXAMPLES.map(({ command, examples }) => [command, examples] as const))(
  'inbox %s',
  (_, examples) => {
    let before: CommandRun | undefined;

    it.each(examples.map((example) => [example.args.join(' '), example] as const))(
      'at 500 mixed events: %s',
      async (_line, example) => {
        const ran = await run(example, before);
        before = { ...ran, code: ran.code ?? -1 };
        expect([ran.code, ran.err]).toEqual([example.code ?? 0, expect.stringMatching(/^([^\n]+\n)?$/)]);
        if (ran.code === 2) {
          expect([ran.out, ran.err]).toEqual(['', expect.stringMatching(/\S/)]);
        }
        const documents = example.lines ? ran.out.trimEnd().split('\n') : [ran.out];
        for (const document of example.schema ? documents : []) {
          expect(example.schema?.parse(JSON.parse(document))).toBeDefined();
        }
        expect(example.args.includes('--json') ? example.schema : undefined).toBe(example.schema);
      },
      60_000,
    );
  },
);
