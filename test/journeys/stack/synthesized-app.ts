import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { PROJECT_ROOT, synthesize } from '../../../local/run/app/synthesize';
import { eventually } from '../../support/eventually';

const WITHIN_MS = 60_000;

/**
 * The app with a configuration, for tests that read it and change nothing: synthesized by the first test file of a run of Jest
 * that asks, which is waited for by the others.
 */
export async function synthesizedApp(config: string): Promise<string> {
  const name = createHash('sha256').update(relative(PROJECT_ROOT, config)).digest('hex').slice(0, 16);
  const directory = join(sharedDirectory(), name);
  const [done, failed] = [`${directory}.done`, `${directory}.failed`];
  if (await claimed(directory)) {
    await synthesize({ outDir: directory, config }).catch(async (error: unknown) => {
      await writeFile(failed, '');
      throw error;
    });
    await writeFile(done, '');
  }
  await eventually(async () => [done, failed].some(existsSync) || undefined, WITHIN_MS);
  if (existsSync(failed)) {
    throw new Error(`Synthesizing with ${config}: failed in another test file, which says why.`);
  }
  return directory;
}

function sharedDirectory(): string {
  const directory = process.env.TESTS_SHARED_DIR;
  if (directory === undefined) {
    throw new Error('TESTS_SHARED_DIR: got nothing, expected what jest.config.js sets.');
  }
  return directory;
}

/** Whether this is the first to ask. */
async function claimed(directory: string): Promise<boolean> {
  await mkdir(join(directory, '..'), { recursive: true });
  return mkdir(directory).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') {
        return false;
      }
      throw error;
    },
  );
}
