import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunIdentity, readIdentity, runState } from '../../../cli/connection/local-runs';
import { UsageError } from '../../../cli/terminal/errors';

/**
 * Creates the directory of a run's data and keeps all of it out of git: it holds secrets.
 * @throws UsageError for the root of a repository, whose own .gitignore says otherwise
 */
export function prepareDataDirectory(directory: string): void {
  if (existsSync(join(directory, '.git'))) {
    throw new UsageError(
      `--data-dir: got ${directory}, which is the root of a git repository, expected a directory for data alone, such as .local/data.`,
    );
  }
  createIgnored(directory);
}

/** Creates a directory whose content is for this machine alone, since it holds keys. */
export function createIgnored(directory: string): void {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, '.gitignore');
  if (!existsSync(file)) {
    writeFileSync(file, '*\n');
  }
}

/**
 * Writes down which run uses the directory; the answer takes that back. The note serves the message: what keeps two runs apart
 * even when they start at the same instant is the lock of the S3 engine's process, which the kernel drops with it.
 * @throws Error naming the run that uses it
 */
export async function claimDataDirectory(directory: string, identity: RunIdentity): Promise<() => void> {
  const file = join(directory, 'run.json');
  const holder = readIdentity(file);
  if (holder && (await runState(holder)) !== 'ended') {
    throw new Error(
      `--data-dir: ${directory} is used by the local run at ${holder.api} (process ${holder.run.pid}). Stop that run, or choose another directory.`,
    );
  }
  const text = JSON.stringify(identity);
  writeFileSync(file, text);
  return () => {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) {
      rmSync(file);
    }
  };
}
