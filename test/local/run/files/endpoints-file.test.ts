import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Endpoints } from '../../../../local/run/files/endpoints';
import { writeEndpointsFile } from '../../../../local/run/files/endpoints-file';

const endpoints = (api: string) => ({ api }) as Endpoints;

let file = '';

beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'endpoints-')), 'deep', 'endpoints.json');
});

afterEach(() => {
  rmSync(dirname(dirname(file)), { recursive: true, force: true });
});

describe('the endpoints file', () => {
  it('is for its owner alone, and leaves nothing beside it', () => {
    writeEndpointsFile(file, endpoints('one'));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ api: 'one' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(file))).toEqual(['endpoints.json']);
  });

  it('takes the place of one that others may read', () => {
    writeEndpointsFile(file, endpoints('old'));
    rmSync(file);
    writeFileSync(file, '{}', { mode: 0o644 });
    writeEndpointsFile(file, endpoints('new'));
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is removed by the run that wrote it', () => {
    const remove = writeEndpointsFile(file, endpoints('one'));
    remove();
    expect(existsSync(file)).toBe(false);
    expect(remove).not.toThrow();
  });

  it('stays when another run has written its own since', () => {
    const remove = writeEndpointsFile(file, endpoints('one'));
    writeEndpointsFile(file, endpoints('two'));
    remove();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ api: 'two' });
  });
});
