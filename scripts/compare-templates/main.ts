/** Compares two synthesized templates: `npx tsx scripts/compare-templates/main.ts <old> <new>`. */
import { readFileSync } from 'node:fs';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine } from '../../cli/terminal/output';
import { runAsMain } from '../../cli/terminal/run-program';
import { createCompareProgram } from './compare-options';
import { compareTemplates } from './compare-templates';

async function main([before = '', after = '']: readonly string[]): Promise<ExitCode> {
  const differences = compareTemplates(read(before), read(after));
  for (const { kind, path, before: old, after: now } of differences) {
    printLine(`${kind}  ${path}`);
    printLine(`  - ${JSON.stringify(old)}`);
    printLine(`  + ${JSON.stringify(now)}`);
  }
  const others = differences.filter(({ kind }) => kind === 'other').length;
  const sentences = differences.length - others;
  printLine(`${sentences} sentences of descriptions differ, and ${others} other values.`);
  return others === 0 ? EXIT.done : EXIT.failed;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

void runAsMain(createCompareProgram(main));
