import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANY_ENVIRONMENT, loadConfig } from '../../../lib/config/load-config';

const directory = mkdtempSync(join(tmpdir(), 'configs-'));

afterAll(() => rmSync(directory, { recursive: true }));

function givenFile(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

describe('choosing the configuration file', () => {
  it('reads the one at the root unless told otherwise', () => {
    expect(loadConfig().sources.map(({ id }) => id)).toEqual(['limai', 'extend']);
  });

  it('reads the one that is named', () => {
    const file = givenFile(
      'other.config.ts',
      "export default { sources: [{ id: 'mine', provider: 'limai' }] }",
    );
    expect(loadConfig(file).sources.map(({ id }) => id)).toEqual(['mine']);
  });

  it('reads one that the loader wraps twice, as it does between module systems', () => {
    const file = givenFile(
      'wrapped.config.ts',
      "export default { __esModule: true, default: { sources: [{ id: 'mine', provider: 'limai' }] } }",
    );
    expect(loadConfig(file).sources.map(({ id }) => id)).toEqual(['mine']);
  });

  it('reads one outside the repository that imports defineConfig by its absolute path', () => {
    const defineConfig = JSON.stringify(join(__dirname, '../../../lib/config/config'));
    const file = givenFile(
      'outside.config.ts',
      `import { defineConfig } from ${defineConfig};
       export default defineConfig({ sources: [{ id: 'mine', provider: 'limai' }] });`,
    );
    expect(loadConfig(file).sources.map(({ id }) => id)).toEqual(['mine']);
  });

  it('leaves account and region out for the local run', () => {
    const file = givenFile(
      'env.config.ts',
      "export default { sources: [{ id: 'mine', provider: 'limai' }], env: { region: 'eu-central-1' } }",
    );
    expect(loadConfig(file).env).toEqual({ region: 'eu-central-1' });
    expect(loadConfig(file, { [ANY_ENVIRONMENT]: true }).env).toBeUndefined();
  });

  it.each(['', 'missing.config.ts', '/etc/hostname', 7])('refuses %j', (selected) => {
    expect(() => loadConfig(selected)).toThrow('expected an existing file whose name ends in .config.ts');
  });

  it.each(['othr.config.ts', 'other', 'Other.config.js'])('names the file that %s probably means', (name) => {
    givenFile('other.config.ts', 'export default {}');
    expect(() => loadConfig(join(directory, name))).toThrow('Did you mean other.config.ts?');
  });

  it('refuses a file that exports no configuration', () => {
    const file = givenFile('empty.config.ts', 'export const nothing = 1;');
    expect(() => loadConfig(file)).toThrow('export default defineConfig');
  });
});
