import { join } from 'node:path';
import { judge, type Verdict } from './judge';
import { MUTANTS, type Mutant } from './mutants';
import { MutatedCopy } from './mutated-copy';

const REPOSITORY = join(__dirname, '..', '..');

/** Judges a copy without any defect, which must pass, then one per mutant; names may be given to judge only those. */
function main(names: readonly string[]): boolean {
  const chosen = names.length === 0 ? MUTANTS : MUTANTS.filter(({ name }) => names.includes(name));
  console.log('| mutant | defect | caught by | seconds |\n|---|---|---|---:|');
  if (judgeCopy(undefined).kind !== 'survived') {
    console.log('\nThe code fails without a defect: no mutant can be judged. Mend it first.');
    return false;
  }
  const killed = chosen.filter((mutant) => judgeCopy(mutant).kind === 'killed');
  console.log(`\n${killed.length} of ${chosen.length} mutants killed.`);
  return killed.length === chosen.length && chosen.length > 0;
}

function judgeCopy(mutant: Mutant | undefined): Verdict {
  const started = Date.now();
  const copy = new MutatedCopy(REPOSITORY, mutant);
  try {
    const verdict = judge(copy.directory);
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
