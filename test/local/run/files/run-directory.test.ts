import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endpointsFileIn, RUN_PATH } from '../../../../cli/connection/local-runs';
import { openRunDirectory, removeEndedRuns } from '../../../../local/run/files/run-directory';
import { type LoopbackServer, startLoopbackServer } from '../../../support/network/loopback-server';

let directory: string;
let alive: LoopbackServer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'run-directory-'));
  alive = await startLoopbackServer((request, response) => {
    response.end(JSON.stringify(request.url === RUN_PATH ? { instance: 'alive' } : {}));
  });
});

afterEach(async () => {
  rmSync(directory, { recursive: true, force: true });
  await alive.stop();
});

function givenFiles(id: string, instance: string): string {
  const of = join(directory, id);
  mkdirSync(join(of, 'cdk.out'), { recursive: true });
  const run = { id, instance, pid: process.pid, startedAt: '', logFile: '' };
  writeFileSync(endpointsFileIn(of), JSON.stringify({ api: alive.origin, run }));
  writeFileSync(join(of, 'functions.log'), '');
  return of;
}

describe('removeEndedRuns', () => {
  it('removes the keys of runs that were killed, keeps their logs, and leaves those that run alone', async () => {
    const [running, killed] = [givenFiles('1', 'alive'), givenFiles('2', 'killed')];
    await removeEndedRuns(directory);
    expect(readdirSync(running).sort()).toEqual(['cdk.out', 'endpoints.json', 'functions.log']);
    expect(readdirSync(killed)).toEqual(['functions.log']);
  });

  it('removes the logs of an ended run after a week', async () => {
    const DAY_SECONDS = 86_400;
    for (const [id, days] of [
      ['1', 6],
      ['2', 8],
    ] as const) {
      mkdirSync(join(directory, id));
      const at = Date.now() / 1000 - days * DAY_SECONDS;
      utimesSync(join(directory, id), at, at);
    }
    await removeEndedRuns(directory);
    expect(readdirSync(directory)).toEqual(['1']);
  });
});

describe('openRunDirectory', () => {
  it('keeps what runs write in the current project out of git', async () => {
    process.env.EXTRACTION_INBOX_LOCAL_DIR = directory;
    const files = await openRunDirectory({}, { api: 'http://127.0.0.1:4711', instance: 'i' }).finally(() => {
      delete process.env.EXTRACTION_INBOX_LOCAL_DIR;
    });
    expect(readFileSync(join(directory, '.gitignore'), 'utf8')).toBe('*\n');
    expect(files.endpointsFile).toBe(join(directory, 'runs', '4711', 'endpoints.json'));
  });

  it('names the run by its port, keeps its log with its data, and leaves no keys when it ends', async () => {
    const own = join(directory, 'own');
    const dataDir = join(directory, 'data');
    const at = { api: 'http://127.0.0.1:4711', instance: 'i' };
    const files = await openRunDirectory({ directory: own, dataDir }, at);
    expect(files.run).toMatchObject({ id: '4711', instance: 'i', pid: process.pid, dataDir });
    expect(files.run.logFile).toBe(join(dataDir, 'functions.log'));
    writeFileSync(files.endpointsFile, '{}');
    files.close();
    expect(existsSync(files.endpointsFile)).toBe(false);
  });
});
