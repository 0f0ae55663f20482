import { join } from 'node:path';
import { GUARDS, type Guard, guardJudge } from './guards';
import { JUDGES, type Judge, judge, type Verdict } from './judge';
import { MUTANTS, type Mutant } from './mutants';
import { MutatedCopy } from './mutated-copy';

const REPOSITORY = join(__dirname, '..', '..');

/** Judges a copy without any defect, which must pass, then one per mutant; names, or `guards`, may be given to judge only those. */
function main(names: readonly string[]): boolean {
  const chosen = chosenBy(names);
  console.log('| mutant | defect | caught by | seconds |\n|---|---|---|---:|');
  if (judgeCopy(undefined, everyJudgeOf(chosen)).kind !== 'survived') {
    console.log('\nThe code fails without a defect: no mutant can be judged. Mend it first.');
    return false;
  }
  const killed = chosen.filter((mutant) => judgeCopy(mutant, judgesOf(mutant)).kind === 'killed');
  console.log(`\n${killed.length} of ${chosen.length} mutants killed.`);
  return killed.length === chosen.length && chosen.length > 0;
}

function chosenBy(names: readonly string[]): readonly (Mutant | Guard)[] {
  const guards = names.includes('guards') ? GUARDS : [];
  const named = [...MUTANTS, ...GUARDS].filter(({ name }) => names.length === 0 || names.includes(name));
  return [...new Set([...named, ...guards])];
}

/** A guard has a test of its own; every other defect is shown to all judges. */
function judgesOf(mutant: Mutant | Guard): readonly Judge[] {
  return 'test' in mutant ? [guardJudge(mutant)] : JUDGES;
}

function everyJudgeOf(mutants: readonly (Mutant | Guard)[]): readonly Judge[] {
  const guards = mutants.filter((mutant) => 'test' in mutant);
  const others = guards.length < mutants.length ? JUDGES : [];
  return [...others, ...guards.map(guardJudge)];
}

function judgeCopy(mutant: Mutant | undefined, judges: readonly Judge[]): Verdict {
  const started = Date.now();
  const copy = new MutatedCopy(REPOSITORY, mutant);
  try {
    const verdict = judge(copy.directory, judges);
    const { name, about } = mutant ?? { name: '(none)', about: 'the code as it is' };
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`| ${name} | ${about} | ${wordsOf(verdict, mutant)} | ${seconds} |`);
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

process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
