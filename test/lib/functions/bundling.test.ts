import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SynthError } from '../../../lib/config/config-error';
import { findLockFile } from '../../../lib/functions/bundling';

describe('the lock file of the functions', () => {
  let workspace: string;
  let project: string;
  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), 'workspace-'));
    project = join(workspace, 'packages', 'inbox');
    mkdirSync(project, { recursive: true });
  });
  afterEach(() => rmSync(workspace, { recursive: true }));

  it('is the project’s own', () => {
    writeFileSync(join(workspace, 'package-lock.json'), '{}');
    writeFileSync(join(project, 'package-lock.json'), '{}');
    expect(findLockFile(project)).toBe(join(project, 'package-lock.json'));
  });

  it.each(['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml'])('is that of the workspace: %s', (name) => {
    writeFileSync(join(workspace, name), '');
    expect(findLockFile(project)).toBe(join(project, 'package.json'));
  });

  it('is asked for in one line where there is none', () => {
    const failure = (() => {
      try {
        return findLockFile(project);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(SynthError);
    expect((failure as Error).message).toMatch(
      /^Lock file: got none, expected package-lock\.json in .*npm install`\.$/,
    );
  });
});
