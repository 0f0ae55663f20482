/** Writes README's table of the configuration from its schema: `npx tsx scripts/config-table/main.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../cli/terminal/exit-codes';
import { printLine } from '../../cli/terminal/output';
import { runAsMain } from '../../cli/terminal/run-program';
import { withConfigTable } from './config-table';
import { configTableProgram } from './config-table-options';

const README = join(__dirname, '..', '..', 'README.md');

function main(): ExitCode {
  writeFileSync(README, withConfigTable(readFileSync(README, 'utf8')));
  printLine('README.md: written');
  return EXIT.done;
}

void runAsMain(configTableProgram(main));
