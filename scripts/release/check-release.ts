import { readFileSync } from 'node:fs';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine } from '../../cli/terminal/output';
import { runAsMain } from '../../cli/terminal/run-program';
import { createReleaseProgram } from './release-options';
import { findReleaseProblems } from './release-problems';

async function checkRelease(tag: string): Promise<ExitCode> {
  const problems = findReleaseProblems(tag, {
    packageJson: readFileSync('package.json', 'utf8'),
    lockfile: readFileSync('package-lock.json', 'utf8'),
    changelog: readFileSync('CHANGELOG.md', 'utf8'),
  });
  for (const problem of problems) {
    printLine(problem);
  }
  printLine(problems.length === 0 ? `${tag} can be released.` : `${problems.length} problems.`);
  return problems.length === 0 ? EXIT.done : EXIT.failed;
}

void runAsMain(createReleaseProgram(checkRelease));
