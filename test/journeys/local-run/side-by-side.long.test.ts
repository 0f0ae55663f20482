import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../../local/run/app/synthesize';
import type { Endpoints } from '../../../local/run/files/endpoints';
import { getSamples } from '../../../local/samples/samples';
import { deliver } from '../../../local/simulators/deliver';
import { eventually } from '../../support/eventually';
import { CliProcess } from '../stack/cli-process';

let directory = '';
const started: CliProcess[] = [];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'side-by-side-'));
});

afterAll(async () => {
  await Promise.all(started.map((stack) => stack.end('SIGKILL')));
  rmSync(directory, { recursive: true, force: true });
});

/** What a developer's shell may hold; none of it concerns a local run. */
const SHELL = {
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_USE_DUALSTACK_ENDPOINT: 'true',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_PROFILE: 'none-such',
  AWS_REGION: 'us-gov-west-1',
  HTTP_PROXY: 'http://127.0.0.1:9',
};

function start(args: readonly string[], shell?: NodeJS.ProcessEnv): CliProcess {
  const stack = CliProcess.start(['--port', '0', ...args], directory, shell);
  started.push(stack);
  return stack;
}

/** `inbox`, as a shell without a terminal runs it. */
function inbox(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, ...SHELL, EXTRACTION_INBOX_LOCAL_DIR: directory };
  return new Promise((resolve) => {
    const command = [join(PROJECT_ROOT, 'bin', 'inbox.js'), ...args];
    const child = execFile(process.execPath, command, { env }, (_, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

async function givenEvent({ sources }: Endpoints, eventId: string): Promise<void> {
  const source = sources.find(({ provider }) => provider === 'limai');
  const { body } = getSamples('limai').success?.({ eventId }) ?? { body: Buffer.alloc(0) };
  const { provider = '', url = '', signingSecret: signingKey = '' } = source ?? {};
  expect(await deliver({ provider, url, signingKey, body })).toMatchObject({ status: 200 });
}

/** Once the functions have stored the result. */
async function expectStored(args: readonly string[], id: string): Promise<void> {
  const events = await eventually(async () => {
    const { code, out, err } = await inbox(...args, 'events', 'list', '--json');
    expect([code, err]).toEqual([0, '']);
    const list = (JSON.parse(out) as { events: { pk: string; status: string }[] }).events;
    return list.some(({ status }) => status === 'STORED') ? list : undefined;
  }, 60_000);
  expect(events.map(({ pk }) => pk)).toEqual([`limai#${id}`]);
}

describe('two local runs side by side', () => {
  it('each have their own files, and inbox finds the one that is meant', async () => {
    const dataDir = join(directory, 'data');
    const first = start(['--data-dir', dataDir]);
    const one = await first.ready();
    const second = start([], SHELL);
    const two = await second.ready();
    await givenEvent(one, 'evt_one');
    await givenEvent(two, 'evt_two');
    await expectStored(['--run', one.run.id], 'evt_one');
    await expectStored(['--local', '--run', two.run.id], 'evt_two');
    const unclear = await inbox('--local', 'events', 'list');
    expect([unclear.code, unclear.out]).toEqual([2, '']);
    expect(unclear.err).toContain(`${two.run.id} (${two.api}, in memory)`);
    expect(unclear.err).toContain('Choose one with --run <id>.');

    const third = start(['--data-dir', dataDir]);
    expect(await third.end()).toBe(1);
    expect(third.output.trim()).toBe(
      `--data-dir: ${dataDir} is used by the local run at ${one.api} (process ${one.run.pid}). Stop that run, or choose another directory.`,
    );
    expect(JSON.parse(readFileSync(first.endpointsFile, 'utf8'))).toEqual(one);

    // The second goes and takes nothing of the first's along.
    expect(await second.end('SIGINT')).toBe(0);
    expect([first.endpointsFile, second.endpointsFile].map((file) => existsSync(file))).toEqual([
      true,
      false,
    ]);
    await expectStored(['--local'], 'evt_one');

    // Killed, it leaves its files; nobody takes them for a run.
    await first.end('SIGKILL');
    const gone = await inbox('--local', 'events', 'list');
    expect([gone.code, gone.err.trim()]).toEqual([
      1,
      `The local run ${one.run.id} (${one.api}, started ${one.run.startedAt}) has ended. Start it again: \`npm start -- --port ${one.run.id} --data-dir ${dataDir}\`.`,
    ]);

    const again = start(['--data-dir', dataDir]);
    await again.ready();
    await expectStored(['--local'], 'evt_one');
    expect(existsSync(first.endpointsFile)).toBe(false);
    const marks = readFileSync(one.run.logFile, 'utf8').match(
      /^==== .* local run \d+ started, process \d+ ====$/gm,
    );
    expect(marks).toHaveLength(2);
    expect(await again.end('SIGINT')).toBe(0);
  }, 400_000);
});
