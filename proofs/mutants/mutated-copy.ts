import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant } from './mutants';

/** What the detectors need of the repository. */
const PARTS = [
  ...['lambda', 'cli', 'lib', 'local', 'proofs', 'test', 'fixtures', 'docs'],
  ...['jest.config.js', 'package.json', 'tsconfig.json'],
];

/** A copy of the repository with one defect in it, or with none. */
export class MutatedCopy {
  readonly directory = mkdtempSync(join(tmpdir(), 'extraction-inbox-mutant-'));

  constructor(repository: string, mutant?: Mutant) {
    for (const part of PARTS) {
      cpSync(join(repository, part), join(this.directory, part), { recursive: true });
    }
    symlinkSync(join(repository, 'node_modules'), join(this.directory, 'node_modules'));
    if (mutant) {
      const path = join(this.directory, mutant.file);
      writeFileSync(path, mutate(readFileSync(path, 'utf8'), mutant));
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** @throws Error when the anchor is gone or stands more than once: then the mutant proves nothing any more */
export function mutate(text: string, { name, file, find, replace }: Mutant): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(
      `Mutant ${name}: its anchor stands ${parts.length - 1} times in ${file}, expected once. ` +
        'Bring proofs/mutants/mutants.ts up to the code.',
    );
  }
  return parts.join(replace);
}
