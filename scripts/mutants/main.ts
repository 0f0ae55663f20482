import { join } from 'node:path';
import { judge } from './judge';
import { MUTANTS, type Mutant } from './mutants';
import { MutatedCopy } from './mutated-copy';

const REPOSITORY = join(__dirname, '..', '..');

/** Applies each mutant to a copy and has it judged; names may be given to judge only those. */
function main(names: readonly string[]): boolean {
  const chosen = names.length === 0 ? MUTANTS : MUTANTS.filter(({ name }) => names.includes(name));
  console.log('| mutant | defect | caught by | seconds |\n|---|---|---|---:|');
  const survivors = chosen.filter((mutant) => !isKilled(mutant));
  console.log(`\n${chosen.length - survivors.length} of ${chosen.length} mutants killed.`);
  return survivors.length === 0 && chosen.length > 0;
}

function isKilled(mutant: Mutant): boolean {
  const copy = new MutatedCopy(REPOSITORY, mutant);
  try {
    const { caughtBy, seconds } = judge(copy.directory);
    console.log(`| ${mutant.name} | ${mutant.about} | ${caughtBy ?? 'SURVIVED'} | ${seconds.toFixed(1)} |`);
    return caughtBy !== undefined;
  } finally {
    copy.remove();
  }
}

process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
