import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HANDLERS } from '../../../lib/functions/bundling';

const ROOT = join(__dirname, '..', '..', '..');
const SOURCES = ['bin', 'lambda', 'lib', 'extraction-inbox.config.ts', 'package.json', 'tsconfig.json'];

describe('the code of the functions', () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'function-code-'));
    for (const name of SOURCES) {
      cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  /** Name of each asset of code → the code. */
  function synthesize(outDir: string): ReadonlyMap<string, string> {
    const context = JSON.stringify({ 'aws:cdk:bundling-stacks': ['**'] });
    execFileSync(process.execPath, ['--import', 'tsx', join('bin', 'app.ts')], {
      cwd: copy,
      env: { ...process.env, CDK_OUTDIR: join(copy, outDir), CDK_CONTEXT_JSON: context },
      stdio: 'pipe',
    });
    const assets = readdirSync(join(copy, outDir)).filter((name) => name.startsWith('asset.'));
    return new Map(
      assets.map((name) => [name, readFileSync(join(copy, outDir, name, 'index.js'), 'utf8')] as const),
    );
  }

  it('is bundled from the sources at each synth, so that an edit is in the assembly', () => {
    const before = synthesize('before');
    appendFileSync(
      join(copy, 'lambda', 'handlers', 'sweep.ts'),
      "\nconsole.log('edited by function-code.test');\n",
    );
    const after = synthesize('after');
    expect(before.size).toBe(HANDLERS.length);
    expect(after.size).toBe(HANDLERS.length);
    const changed = [...after].filter(([name]) => !before.has(name));
    expect(changed).toEqual([[expect.any(String), expect.stringContaining('edited by function-code.test')]]);
  }, 120_000);
});
