import type { Detector } from './evaluate';
import type { Mutant } from './mutants';

const JEST = 'node_modules/jest/bin/jest.js';

/** A defect that one named test must notice; no other test counts. */
export interface OwnTestMutant extends Mutant {
  /** File of the test. */
  readonly test: string;
  /** Part of the test's title. */
  readonly title: string;
}

export function hasOwnTest(mutant: Mutant | OwnTestMutant): mutant is OwnTestMutant {
  return 'test' in mutant;
}

/** Runs the mutant's own test, and counts only its failure. */
export function createOwnTestDetector({ test, title }: Pick<OwnTestMutant, 'test' | 'title'>): Detector {
  const words = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return {
    name: 'own test',
    arguments: [JEST, test, '-t', words],
    finding: new RegExp(`^ *● (.* › .*${words}.*)$`, 'm'),
  };
}

/** Runs all files of these mutants' tests in one go: before any defect, each of them must pass. */
export function createOwnTestsDetector(mutants: readonly OwnTestMutant[]): Detector {
  const files = new Set(mutants.map(({ test }) => test));
  return { name: 'own tests', arguments: [JEST, '--runInBand', ...files], finding: /^ *● (.+ › .+)$/m };
}
