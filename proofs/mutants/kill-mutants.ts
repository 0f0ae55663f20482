import { join } from 'node:path';
import { EXIT, type ExitCode } from '../../cli/terminal/errors';
import { printLine } from '../../cli/terminal/output';
import { DETECTORS, type DetectionResult, type Detector, detect } from './evaluate';
import type { Mutant } from './mutants';
import { MutatedCopy } from './mutated-copy';
import { createOwnTestDetector, createOwnTestsDetector, hasOwnTest, type OwnTestMutant } from './own-test';

const REPOSITORY = join(__dirname, '..', '..');

/** `npm run proof -- mutants`: tests a copy without a defect, which must pass, then one copy per mutant. */
export async function killMutants(chosen: readonly (Mutant | OwnTestMutant)[]): Promise<ExitCode> {
  printLine('| # | mutant | defect | caught by | seconds |\n|---:|---|---|---|---:|');
  if (testCopy(undefined, allDetectors(chosen), `0/${chosen.length}`).kind !== 'survived') {
    printLine('\nThe code fails without a defect: no mutant can be tested. Fix it first.');
    return EXIT.failed;
  }
  const killed = chosen.filter(
    (mutant, index) =>
      testCopy(mutant, selectDetectors(mutant), `${index + 1}/${chosen.length}`).kind === 'killed',
  );
  const passed = killed.length === chosen.length;
  printLine(`\n${passed ? 'PASS' : 'FAIL'}: ${killed.length} of ${chosen.length} mutants killed.`);
  return passed ? EXIT.done : EXIT.failed;
}

/** A mutant with a test of its own is shown to that test alone, every other one to all detectors. */
function selectDetectors(mutant: Mutant | OwnTestMutant): readonly Detector[] {
  return hasOwnTest(mutant) ? [createOwnTestDetector(mutant)] : DETECTORS;
}

function allDetectors(mutants: readonly (Mutant | OwnTestMutant)[]): readonly Detector[] {
  const own = mutants.filter(hasOwnTest);
  const others = own.length < mutants.length ? DETECTORS : [];
  return own.length > 0 ? [...others, createOwnTestsDetector(own)] : others;
}

function testCopy(mutant: Mutant | undefined, detectors: readonly Detector[], nth: string): DetectionResult {
  const started = Date.now();
  const copy = new MutatedCopy(REPOSITORY, mutant);
  try {
    const result = detect(copy.directory, detectors);
    const { name, about } = mutant ?? { name: '(none)', about: 'the code as it is' };
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    printLine(`| ${nth} | ${name} | ${about} | ${describeResult(result, mutant)} | ${seconds} |`);
    return result;
  } finally {
    copy.remove();
  }
}

function describeResult(result: DetectionResult, mutant: Mutant | undefined): string {
  switch (result.kind) {
    case 'killed':
      return result.by;
    case 'error':
      return `ERROR: ${result.detail}`;
    case 'survived':
      return mutant ? 'SURVIVED' : 'passes, as expected';
  }
}
