import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../cli/usage-error';

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
  mkdirSync(directory, { recursive: true });
  const file = join(directory, '.gitignore');
  if (!existsSync(file)) {
    writeFileSync(file, '*\n');
  }
}
