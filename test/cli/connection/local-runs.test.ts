import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UnreachableError } from '../../../cli/connection/connection';
import {
  chooseLocalRun,
  endpointsFileIn,
  findLocalRuns,
  RUN_PATH,
  type RunIdentity,
  runState,
} from '../../../cli/connection/local-runs';
import { UsageError } from '../../../cli/terminal/errors';
import { type LoopbackServer, startLoopbackServer } from '../../support/network/loopback-server';

const NOBODY = { isInteractive: false, ask: async () => '' };
/** No process has it: it is above what Linux and macOS give out. */
const NO_PID = 2 ** 30;

let runs: string;
const servers: LoopbackServer[] = [];

beforeEach(() => {
  runs = join(mkdtempSync(join(tmpdir(), 'runs-')), 'runs');
});

afterEach(async () => {
  rmSync(dirname(runs), { recursive: true, force: true });
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** Something that answers as the run `instance` does; for null nothing answers. */
async function givenPort(instance: string | null): Promise<string> {
  const server = await startLoopbackServer((request, response) => {
    response.end(JSON.stringify(request.url === RUN_PATH ? { instance } : {}));
  });
  if (instance === null) {
    await server.stop();
  } else {
    servers.push(server);
  }
  return server.origin;
}

interface Change {
  readonly answers?: string | null;
  readonly dataDir?: string;
}

/** A run's endpoints file, and what answers on its port: the run itself unless told otherwise. */
async function givenRun(id: string, change: Change = {}): Promise<string> {
  const { answers = id, ...rest } = change;
  const api = await givenPort(answers);
  const run = {
    id,
    instance: id,
    pid: process.pid,
    startedAt: `2026-11-30T00:00:${id.slice(-2)}Z`,
    logFile: 'l',
  };
  const file = endpointsFileIn(join(runs, id));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ api, run: { ...run, ...rest } }));
  return file;
}

describe('chooseLocalRun', () => {
  it('takes the one that runs, whatever killed ones left behind', async () => {
    await givenRun('3000', { answers: null });
    const file = await givenRun('3001');
    expect(await chooseLocalRun({}, NOBODY, runs)).toBe(file);
  });

  it('is not misled by another program, or another run, on the port of a run that was killed', async () => {
    await givenRun('3000', { answers: 'another' });
    await expect(chooseLocalRun({}, NOBODY, runs)).rejects.toThrow(
      /^The local run 3000 \(http:\/\/127\.0\.0\.1:\d+, started 2026-11-30T00:00:00Z\) has ended\. Start it again: `npm start`\.$/,
    );
  });

  it('refuses to guess among several, and lists them', async () => {
    await givenRun('3000');
    await givenRun('4000', { dataDir: '/data' });
    const choice = chooseLocalRun({}, NOBODY, runs);
    await expect(choice).rejects.toThrow(UsageError);
    await expect(choice).rejects.toThrow(
      /^2 local runs: 3000 \(http:\S+, in memory\), 4000 \(http:\S+, data in \/data\)\. Choose one with --run <id>\.$/,
    );
  });

  it('asks a person which of several is meant', async () => {
    await givenRun('3000');
    const file = await givenRun('4000');
    const asked: string[] = [];
    const person = (answer: string) => ({
      isInteractive: true,
      ask: async (question: string) => {
        asked.push(question);
        return answer;
      },
    });
    expect(await chooseLocalRun({}, person(' 4000'), runs)).toBe(file);
    expect(asked[0]).toMatch(/^Local runs:\n {2}3000 \(.*\n {2}4000 \(.*\nWhich one\? $/);
    await expect(chooseLocalRun({}, person(''), runs)).rejects.toThrow(
      'Local run: got "", expected one of 3000, 4000.',
    );
  });

  it('takes the one that --run names', async () => {
    await givenRun('3000');
    const file = await givenRun('4000');
    expect(await chooseLocalRun({ run: '4000' }, NOBODY, runs)).toBe(file);
    await expect(chooseLocalRun({ run: '5000' }, NOBODY, runs)).rejects.toThrow(
      /^--run: got "5000", expected a local run that is up: 3000 \(.*\), 4000 \(.*\)\.$/,
    );
    await expect(chooseLocalRun({ run: '4000', endpoints: file }, NOBODY, runs)).rejects.toThrow(
      '--run and --endpoints: got both, expected one of them.',
    );
  });

  it('says that a run has ended, also when its file is named, and how it is started again', async () => {
    const file = await givenRun('4000', { answers: null, dataDir: '/data' });
    for (const choice of [{}, { run: '4000' }, { endpoints: file }]) {
      const failed = chooseLocalRun(choice, NOBODY, runs);
      await expect(failed).rejects.toThrow(UnreachableError);
      await expect(failed).rejects.toThrow(
        /has ended\. Start it again: `npm start -- --port 4000 --data-dir \/data`\.$/,
      );
    }
  });

  it('says how to start one where there is none', async () => {
    await expect(chooseLocalRun({}, NOBODY, runs)).rejects.toThrow(
      'No local run is up. Start one with `npm start`. For a deployed stack, `inbox` takes neither --local, --run nor --endpoints.',
    );
    await expect(chooseLocalRun({ run: '4000' }, NOBODY, runs)).rejects.toThrow(
      /^No local run 4000 is up\. Start one with `npm start -- --port 4000`/,
    );
  });
});

describe('the proxy of the shell', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it('is not asked for a local run', async () => {
    const file = await givenRun('3000');
    delete process.env.no_proxy;
    process.env.NO_PROXY = 'example.com';
    await chooseLocalRun({ endpoints: file }, NOBODY, runs);
    await chooseLocalRun({ endpoints: file }, NOBODY, runs);
    expect(process.env.no_proxy).toBe('example.com,127.0.0.1');
  });
});

describe('findLocalRuns', () => {
  it('skips what is no endpoints file', async () => {
    await givenRun('3000');
    mkdirSync(join(runs, 'empty'), { recursive: true });
    mkdirSync(join(runs, 'other'), { recursive: true });
    writeFileSync(endpointsFileIn(join(runs, 'other')), '{"api":1}');
    const found = await findLocalRuns(runs);
    expect(found.map(({ identity, state }) => [identity.run.id, state])).toEqual([['3000', 'running']]);
  });
});

describe('runState', () => {
  it('tells a process that hangs from a port that somebody else holds', async () => {
    const silent = await startLoopbackServer(() => {});
    servers.push(silent);
    const identity = (pid: number): RunIdentity => ({
      api: silent.origin,
      run: { id: '1', instance: '1', pid, startedAt: '', logFile: '' },
    });
    expect(await runState(identity(process.pid), 50)).toBe('silent');
    expect(await runState(identity(NO_PID), 50)).toBe('ended');
  });
});
