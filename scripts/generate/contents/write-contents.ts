import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../../cli/terminal/errors';
import { printLine } from '../../../cli/terminal/output';
import { needsContents, withContents } from './contents';

const ROOT = join(__dirname, '..', '..', '..');

/** Writes the table of contents of each long page in docs. */
export async function writeContents(): Promise<ExitCode> {
  for (const file of readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })) {
    const path = join('docs', file);
    if (!path.endsWith('.md')) {
      continue;
    }
    const text = readFileSync(join(ROOT, path), 'utf8');
    const renewed = needsContents(path, text) ? withContents(text) : text;
    if (renewed !== text) {
      writeFileSync(join(ROOT, path), renewed);
      printLine(`${path}: written`);
    }
  }
  return EXIT.done;
}
