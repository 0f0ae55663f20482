import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfigFile } from '../../../lib/config/load-config';

const ROOT = join(__dirname, '../../..');
const directory = realpathSync(mkdtempSync(join(tmpdir(), 'configs-')));
const DEFINE = JSON.stringify(join(ROOT, 'lib/config/config'));
const ITSELF = 'expected the configuration itself: `export default defineConfig({ … })`.';

/** Name → the file's text, and the one line that is said of it; `<file>` stands for the file. */
const FILES: Readonly<Record<string, readonly [text: string, line: string]>> = {
  'an unclosed brace': [
    "export default {\n  sources: [\n    { id: 'limai', provider: 'limai' ,\n  ],\n};\n",
    '<file>:4:3: got a syntax error (Expected identifier but found "]"), expected valid TypeScript.',
  ],
  'an await at the top': [
    'await 1;\nexport default { sources: [] };\n',
    '<file>:1:1: got a syntax error (Top-level await is currently not supported with the "cjs" output format), expected valid TypeScript.',
  ],
  'a file imported that is not there': [
    "import { x } from './nope';\nexport default { sources: [x] };\n",
    "<file>: got an import that is not there (Error: Cannot find module './nope'), expected files and packages that exist.",
  ],
  'a package imported that is not there': [
    "import x from 'no-such-package-here';\nexport default { sources: [x] };\n",
    "<file>: got an import that is not there (Error: Cannot find module 'no-such-package-here'), expected files and packages that exist.",
  ],
  'a variable of the environment that is not set': [
    'const sources: string[] = [];\nconst id = process.env.NO_SUCH_VARIABLE!.trim();\nexport default { sources: [...sources, id] };\n',
    "<file>:2:42: got an error when it was run (TypeError: Cannot read properties of undefined (reading 'trim')), expected a file that runs without one.",
  ],
  'an import of defineConfig forgotten': [
    'export default defineConfig({ sources: [] });\n',
    '<file>:1:16: got an error when it was run (ReferenceError: defineConfig is not defined), expected a file that runs without one.',
  ],
  'an exception that names a secret': [
    'throw new Error("no use for wss_my-secret");\n',
    '<file>:1:7: got an error when it was run (Error: no use for <hidden>), expected a file that runs without one.',
  ],
  'a text thrown': [
    'throw "a text";\n',
    '<file>: got an error when it was run (a text), expected a file that runs without one.',
  ],
  'an object thrown that is no error': [
    'throw { message: 5, stack: 7 };\n',
    '<file>: got an error when it was run (5), expected a file that runs without one.',
  ],
  'no default export': [
    'export const config = { sources: [] };\n',
    '<file>: got no default export, expected `export default defineConfig({ … })`.',
  ],
  'defineConfig itself': [
    `import { defineConfig } from ${DEFINE};\nexport default defineConfig;\n`,
    `<file>: got a function as the default export, ${ITSELF}`,
  ],
  'a function': [
    'export default () => ({ sources: [] });\n',
    `<file>: got a function as the default export, ${ITSELF}`,
  ],
  'a Promise': [
    "export default Promise.reject(new Error('late'));\n",
    '<file>: got a Promise as the default export, expected the configuration itself: it is read without waiting.',
  ],
  null: ['export default null;\n', 'configuration: got null, expected an object such as { sources: [ … ] }.'],
  'a list': ['export default [];\n', 'configuration: got [], expected an object such as { sources: [ … ] }.'],
};

const written = Object.entries(FILES).map(([name, [text, line]], index) => {
  const file = join(directory, `mistake-${index}.config.ts`);
  writeFileSync(file, text);
  return { name, line: line.replaceAll('<file>', file) };
});

/** Read as the app reads them, by tsx: the tests' own loader reads TypeScript in another way. */
function saidOfAll(): readonly string[] {
  const files = written.map((_, index) => join(directory, `mistake-${index}.config.ts`));
  const child = join(__dirname, 'load-config.child.ts');
  const out = execFileSync(process.execPath, ['--import', 'tsx', child, ...files], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return JSON.parse(out) as readonly string[];
}

describe('a configuration file with', () => {
  let said: readonly string[] = [];
  beforeAll(() => {
    said = saidOfAll();
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each(written.map((each, index) => ({ ...each, index })))(
    '$name is refused in one line, without a stack trace',
    ({ line, index }) => {
      expect(said[index]?.split('\n')).toEqual([
        'Configuration refused:',
        `  ${line}`,
        'docs/reference/configuration.md explains every key.',
      ]);
    },
  );
});

describe('a configuration file that is not there', () => {
  it('is refused by its name', () => {
    const file = join(directory, 'gone.config.ts');
    expect(() => readConfigFile(file)).toThrow(
      `${file}: got no such file, expected it there, or \`-c config=<file>\`.`,
    );
  });
});
