import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
/** What a build reads, and what `npm pack` takes beside it. */
const COPIED = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((path) => /^(bin|cli|docs|fixtures|lambda|lib|local|scripts)\/|^[^/]+$/.test(path) && path !== '');

/** A copy of the checkout at another path, built there. */
function buildCopy(name: string): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'build-')), name);
  for (const path of COPIED) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  execFileSync(process.execPath, ['--import', 'tsx', join('scripts', 'build', 'main.ts')], {
    cwd: folder,
    stdio: 'pipe',
  });
  return folder;
}

/** Path of each file → digest. */
function digests(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return Object.fromEntries(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((file) => [relative(folder, file), createHash('sha256').update(readFileSync(file)).digest('hex')])
      .sort(),
  );
}

describe('the package', () => {
  let first: string;
  beforeAll(() => {
    first = buildCopy('a');
  });
  afterAll(() => rmSync(join(first, '..'), { recursive: true }));

  /** A program of node_modules/.bin, in the copy. */
  function run(program: string, ...args: readonly string[]): string {
    return execFileSync(join(first, 'node_modules', '.bin', program), args, { cwd: first, encoding: 'utf8' });
  }

  it('is byte-identical, built from another folder, which lies deeper', () => {
    const second = buildCopy(join('another-folder', 'with-a-longer-name'));
    const files = digests(join(first, 'dist'));
    expect(Object.keys(files)).toEqual(expect.arrayContaining(['index.js', 'index.d.ts', 'cli/inbox.mjs']));
    expect(digests(join(second, 'dist'))).toEqual(files);
    rmSync(join(second, '..', '..'), { recursive: true });
  });

  it('is clean for publint', () => {
    expect(run('publint', '--strict')).toContain('All good!');
  });

  it('has types that every module resolution finds (@arethetypeswrong/cli)', () => {
    expect(run('attw', '--pack', '.', '--format', 'json')).toMatch(/"problems":\s*\{\}/);
  });

  it('asks for no code but the CDK and Node', () => {
    const code = readFileSync(join(first, 'dist', 'index.js'), 'utf8');
    const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name);
    expect(required.length).toBeGreaterThan(10);
    expect(required.filter((name) => !/^(node:|aws-cdk-lib(\/|$)|constructs$)/.test(name))).toEqual([]);
  });

  it.each([[], ['-h'], ['--help'], ['help']])('prints the help of the program: %j', (...args) => {
    const inbox = join(first, 'dist', 'cli', 'inbox.mjs');
    const help = execFileSync(process.execPath, [inbox, '--help'], { encoding: 'utf8' });
    rmSync(join(first, 'cli'), { recursive: true, force: true });
    expect(
      execFileSync(process.execPath, [join(first, 'bin', 'inbox.js'), ...args], { encoding: 'utf8' }),
    ).toBe(help);
  });

  it('holds no sources and no binaries of this checkout', () => {
    const [{ files }] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
        cwd: first,
        encoding: 'utf8',
      }),
    ) as readonly [{ readonly files: readonly { readonly path: string }[] }];
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['bin/inbox.js', 'dist/index.js', 'LICENSE', 'README.md']));
    expect(paths.filter((path) => !/^(bin\/inbox\.js$|dist\/|docs\/|[^/]+$)/.test(path))).toEqual([]);
    expect(paths.filter((path) => /\.ts$/.test(path))).toEqual(['dist/index.d.ts']);
  });
});
