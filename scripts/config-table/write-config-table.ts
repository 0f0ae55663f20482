import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine } from '../../cli/terminal/output';
import { withConfigTable } from './config-table';

const README = join(__dirname, '..', '..', 'README.md');

export async function writeConfigTable(): Promise<ExitCode> {
  writeFileSync(README, withConfigTable(readFileSync(README, 'utf8')));
  printLine('README.md: written');
  return EXIT.done;
}
