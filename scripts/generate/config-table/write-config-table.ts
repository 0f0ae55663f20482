import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../../cli/terminal/errors';
import { printLine } from '../../../cli/terminal/output';
import { withConfigTable } from './config-table';

const FILE = join('docs', 'reference', 'configuration.md');

export async function writeConfigTable(): Promise<ExitCode> {
  const page = join(__dirname, '..', '..', '..', FILE);
  writeFileSync(page, withConfigTable(readFileSync(page, 'utf8')));
  printLine(`${FILE}: written`);
  return EXIT.done;
}
