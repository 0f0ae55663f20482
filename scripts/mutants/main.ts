import { join } from 'node:path';
import { ANSWERS } from './answers';
import { GUARDS } from './guards';
import { JUDGES, type Judge, judge, type Verdict } from './judge';
import { MUTANTS, type Mutant } from './mutants';
import { MutatedCopy } from './mutated-copy';
import { type OwnTestMutant, ownTestJudge, ownTestsJudge } from './own-test';
import { READS } from './reads';
import { RUNS } from './runs';
import { UNKIND } from './unkind';

const REPOSITORY = join(__dirname, '..', '..');

/** Groups of defects, by the name under which each can be chosen. */
const GROUPS: Readonly<Record<string, readonly (Mutant | OwnTestMutant)[]>> = {
  unkind: UNKIND,
  guards: GUARDS,
  reads: READS,
  runs: RUNS,
  answers: ANSWERS,
};
const ALL: readonly (Mutant | OwnTestMutant)[] = [...MUTANTS, ...Object.values(GROUPS).flat()];

/** Judges a copy without any defect, which must pass, then one per mutant; with names of mutants or groups, only those. */
function main(names: readonly string[]): boolean {
  const unknown = names.find((name) => named(name).length === 0);
  if (unknown !== undefined) {
    const groups = Object.keys(GROUPS).join(', ');
    console.error(`Got "${unknown}", expected the name of a mutant or of a group (${groups}).`);
    return false;
  }
  const chosen = names.length === 0 ? ALL : [...new Set(names.flatMap(named))];
  console.log('| mutant | defect | caught by | seconds |\n|---|---|---|---:|');
  if (judgeCopy(undefined, everyJudgeOf(chosen)).kind !== 'survived') {
    console.log('\nThe code fails without a defect: no mutant can be judged. Fix it first.');
    return false;
  }
  const killed = chosen.filter((mutant) => judgeCopy(mutant, judgesOf(mutant)).kind === 'killed');
  console.log(`\n${killed.length} of ${chosen.length} mutants killed.`);
  return killed.length === chosen.length;
}

/** The mutants of a group, or the one of this name. */
function named(name: string): readonly (Mutant | OwnTestMutant)[] {
  return GROUPS[name] ?? ALL.filter((mutant) => mutant.name === name);
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
