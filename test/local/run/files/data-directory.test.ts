import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_PATH } from '../../../../cli/connection/local-runs';
import { claimDataDirectory, prepareDataDirectory } from '../../../../local/run/files/data-directory';
import { type LoopbackServer, startLoopbackServer } from '../../../support/network/loopback-server';

describe('prepareDataDirectory', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'data-directory-'));
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  const ignored = (directory: string) => readFileSync(join(directory, '.gitignore'), 'utf8');

  it('creates the directory, with all of it kept out of git', () => {
    const directory = join(parent, 'a', 'b');
    prepareDataDirectory(directory);
    expect(ignored(directory)).toBe('*\n');
  });

  it('keeps a directory out of git that was there before', () => {
    writeFileSync(join(parent, 'secrets.json'), '{}');
    prepareDataDirectory(parent);
    expect(ignored(parent)).toBe('*\n');
  });

  it('leaves what somebody else ignores', () => {
    writeFileSync(join(parent, '.gitignore'), '*.json\n');
    prepareDataDirectory(parent);
    expect(ignored(parent)).toBe('*.json\n');
  });

  it('refuses the root of a repository, with a remedy', () => {
    mkdirSync(join(parent, '.git'));
    expect(() => prepareDataDirectory(parent)).toThrow(
      `--data-dir: got ${parent}, which is the root of a git repository, expected a directory for data alone, such as .local/data.`,
    );
  });
});

describe('claimDataDirectory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'claim-'));
  });
  const servers: LoopbackServer[] = [];
  afterEach(async () => {
    rmSync(directory, { recursive: true, force: true });
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  async function givenPort(listener: RequestListener): Promise<LoopbackServer> {
    const server = await startLoopbackServer(listener);
    servers.push(server);
    return server;
  }

  const identity = (api: string, instance: string) => ({
    api,
    run: { id: '1', instance, pid: process.pid, startedAt: '', logFile: '' },
  });

  it('refuses a directory that another run uses, and takes it over once that one is gone', async () => {
    const first = await givenPort((request, response) => {
      response.end(JSON.stringify(request.url === RUN_PATH ? { instance: 'first' } : {}));
    });
    const release = await claimDataDirectory(directory, identity(first.origin, 'first'));
    await expect(claimDataDirectory(directory, identity('http://127.0.0.1:9', 'second'))).rejects.toThrow(
      `--data-dir: ${directory} is used by the local run at ${first.origin} (process ${process.pid}). Stop that run, or choose another directory.`,
    );
    await first.stop();
    await claimDataDirectory(directory, identity('http://127.0.0.1:9', 'second'));
    // The first no longer has anything to take back.
    release();
    expect(readFileSync(join(directory, 'run.json'), 'utf8')).toContain('second');
  });

  it('takes it over when the process and the port of a killed run belong to others by now', async () => {
    const other = await givenPort((_, response) => response.end('something else'));
    await claimDataDirectory(directory, identity(other.origin, 'killed'));
    const release = await claimDataDirectory(directory, identity('http://127.0.0.1:9', 'next'));
    release();
    expect(existsSync(join(directory, 'run.json'))).toBe(false);
  });
});
