import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDataDirectory } from '../../../local/start/data-directory';

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
