import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/** Of the 512 MB a processor has, what ten answers at once may take; the rest is the runtime's and the SDK's. */
const MAX_PEAK_BYTES = 400_000_000;

describe('ten answers of 10 MiB at once, each of 490,000 small objects', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'large-answers-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** As a bundle, since a loader would count too. */
  async function runChild(): Promise<{ readonly peakKilobytes: number; readonly sizes: readonly number[] }> {
    const outfile = join(folder, 'child.cjs');
    await build({
      entryPoints: [join(__dirname, 'large-answers.child.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      define: { __dirname: JSON.stringify(join(__dirname, '..')) },
    });
    const { stdout } = await promisify(execFile)(process.execPath, [outfile]);
    return JSON.parse(stdout);
  }

  it('go through parsing and the result document in less than 400 MB', async () => {
    const { peakKilobytes, sizes } = await runChild();
    expect(sizes.every((bytes) => bytes > 10_000_000)).toBe(true);
    expect(sizes).toHaveLength(10);
    expect(peakKilobytes * 1024).toBeLessThan(MAX_PEAK_BYTES);
  }, 60_000);
});
