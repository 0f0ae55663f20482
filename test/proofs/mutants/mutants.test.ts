import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifyRun, DETECTORS, detect } from '../../../proofs/mutants/evaluate';
import { ALL_MUTANTS } from '../../../proofs/mutants/mutants-options';
import { MutatedCopy, mutate } from '../../../proofs/mutants/mutated-copy';
import { createOwnTestDetector, hasOwnTest } from '../../../proofs/mutants/own-test';
import { hasTest } from '../../architecture/test-titles';

const REPOSITORY = join(__dirname, '..', '..', '..');

describe('the mutants', () => {
  it.each(ALL_MUTANTS)('still have their anchor: $name', (mutant) => {
    const text = readFileSync(join(REPOSITORY, mutant.file), 'utf8');
    expect(mutate(text, mutant)).not.toBe(text);
  });

  it('have names of their own', () => {
    expect(new Set(ALL_MUTANTS.map(({ name }) => name)).size).toBe(ALL_MUTANTS.length);
  });

  it('refuse a text that has lost the anchor', () => {
    const [mutant] = ALL_MUTANTS;
    expect(() => mutant && mutate('', mutant)).toThrow('stands 0 times');
  });
});

describe('the mutants with a test of their own', () => {
  it.each(ALL_MUTANTS.filter(hasOwnTest))('name one that exists: $name', ({ test, title }) => {
    expect(hasTest(test, title)).toBe(true);
  });

  it('are killed by that test alone', () => {
    const detector = createOwnTestDetector({ test: 'test/a.test.ts', title: 'ends (101)' });
    const otherFailed = { status: 1, output: '  ● HttpsClient › something else\n' };
    const itself = { status: 1, output: '  ● HttpsClient › a call ends (101), soon\n' };
    expect(classifyRun(detector, otherFailed).kind).toBe('error');
    expect(classifyRun(detector, itself)).toMatchObject({ kind: 'killed' });
  });
});

describe('the detectors of the mutants', () => {
  const [explorer, tests] = DETECTORS;
  if (!explorer || !tests) {
    throw new Error('Expected an explorer and unit tests among the detectors.');
  }

  it('take code that does not run for an error, not for a kill', () => {
    const about = 'a text that is no TypeScript';
    const file = 'lambda/domain/lifecycle/transitions.ts';
    const find = 'export function leaseIsolated(';
    const copy = new MutatedCopy(REPOSITORY, {
      name: 'syntax',
      about,
      file,
      find,
      replace: 'export function (',
    });
    try {
      expect(detect(copy.directory)).toMatchObject({
        kind: 'error',
        detail: expect.stringMatching(/^explorer ended with 1/),
      });
    } finally {
      copy.remove();
    }
  }, 60_000);

  it('include unit tests that exist', () => {
    const folders = tests.arguments.filter((argument) => argument.startsWith('test/'));
    expect(folders.length).toBeGreaterThan(1);
    expect(folders.filter((folder) => !existsSync(join(REPOSITORY, folder)))).toEqual([]);
  });

  it('name the invariant or the test that caught it', () => {
    const told = { status: 1, output: 'steps\nVIOLATED: one-record: told\n' };
    expect(classifyRun(explorer, told)).toEqual({ kind: 'killed', by: 'explorer: one-record' });
    const failed = { status: 1, output: 'FAIL a\n  ● lease › waits\n' };
    expect(classifyRun(tests, failed)).toEqual({ kind: 'killed', by: 'unit tests: lease › waits' });
  });

  it('take a time-out and a suite that failed to run for errors', () => {
    expect(classifyRun(explorer, { status: null, output: 'VIOLATED: one-record' }).kind).toBe('error');
    expect(classifyRun(tests, { status: 1, output: '  ● Test suite failed to run\n' }).kind).toBe('error');
  });

  it('let code pass that nobody objects to', () => {
    expect(classifyRun(tests, { status: 0, output: '' })).toEqual({ kind: 'survived' });
  });
});
