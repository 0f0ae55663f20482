import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../cli/terminal/exit-codes';
import { printLine } from '../../cli/terminal/output';
import { JUDGES, type Judge, judge, type Verdict } from './evaluate';
import type { Mutant } from './mutants';
import { MutatedCopy } from './mutated-copy';
import { type OwnTestMutant, ownTestJudge, ownTestsJudge } from './own-test';

const REPOSITORY = join(__dirname, '..', '..');

/** Judges a copy without any defect, which must pass, then one per mutant. */
export async function killMutants(chosen: readonly (Mutant | OwnTestMutant)[]): Promise<ExitCode> {
  printLine('| # | mutant | defect | caught by | seconds |\n|---:|---|---|---|---:|');
  if (judgeCopy(undefined, everyJudgeOf(chosen), `0/${chosen.length}`).kind !== 'survived') {
    printLine('\nThe code fails without a defect: no mutant can be judged. Fix it first.');
    return EXIT.failed;
  }
  const killed = chosen.filter(
    (mutant, index) => judgeCopy(mutant, judgesOf(mutant), `${index + 1}/${chosen.length}`).kind === 'killed',
  );
  printLine(`\n${killed.length} of ${chosen.length} mutants killed.`);
  return killed.length === chosen.length ? EXIT.done : EXIT.failed;
}

/** A mutant with a test of its own is shown to that test alone, every other one to all judges. */
function judgesOf(mutant: Mutant | OwnTestMutant): readonly Judge[] {
  return hasOwnTest(mutant) ? [ownTestJudge(mutant)] : JUDGES;
}

function everyJudgeOf(mutants: readonly (Mutant | OwnTestMutant)[]): readonly Judge[] {
  const own = mutants.filter(hasOwnTest);
  const others = own.length < mutants.length ? JUDGES : [];
  return own.length > 0 ? [...others, ownTestsJudge(own)] : others;
}

function hasOwnTest(mutant: Mutant | OwnTestMutant): mutant is OwnTestMutant {
  return 'test' in mutant;
}

function judgeCopy(mutant: Mutant | undefined, judges: readonly Judge[], nth: string): Verdict {
  const started = Date.now();
  const copy = new MutatedCopy(REPOSITORY, mutant);
  try {
    const verdict = judge(copy.directory, judges);
    const { name, about } = mutant ?? { name: '(none)', about: 'the code as it is' };
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    printLine(`| ${nth} | ${name} | ${about} | ${wordsOf(verdict, mutant)} | ${seconds} |`);
    return verdict;
  } finally {
    copy.remove();
  }
}

function wordsOf(verdict: Verdict, mutant: Mutant | undefined): string {
  switch (verdict.kind) {
    case 'killed':
      return verdict.by;
    case 'error':
      return `ERROR: ${verdict.detail}`;
    case 'survived':
      return mutant ? 'SURVIVED' : 'passes, as it must';
  }
}
