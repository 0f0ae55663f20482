import { describeOutcome, runSteps, type StepOutcome } from '../../../proofs/ministack/run-journey';
import type { Step, World } from '../../../proofs/ministack/steps/steps';

const passing: Step = { name: 'passes', run: async () => 'two sources' };
const failing: Step = {
  name: 'fails',
  run: async () => {
    throw new Error('got 500\nexpected 200');
  },
};

async function collectOutcomes(steps: readonly Step[]) {
  const outcomes: StepOutcome[] = [];
  const passed = await runSteps(steps, {} as World, (outcome) => outcomes.push(outcome));
  return { passed, results: outcomes.map(({ result }) => result) };
}

describe('runSteps', () => {
  it('passes when every step does', async () => {
    expect(await collectOutcomes([passing, passing])).toEqual({ passed: true, results: ['PASS', 'PASS'] });
  });

  it('runs nothing after a step that failed, and says so of each', async () => {
    expect(await collectOutcomes([passing, failing, passing, passing])).toEqual({
      passed: false,
      results: ['PASS', 'FAIL', 'not run', 'not run'],
    });
  });
});

describe('describeOutcome', () => {
  it('tells what a step told, and its time', () => {
    expect(describeOutcome({ name: 'passes', result: 'PASS', seconds: 1.23, detail: 'two sources' })).toBe(
      'PASS    passes: two sources (1.2 s)',
    );
  });

  it('tells what is wrong below the step', () => {
    expect(
      describeOutcome({ name: 'fails', result: 'FAIL', seconds: 2, detail: 'got 500\nexpected 200' }),
    ).toBe('FAIL    fails (2.0 s)\n    got 500\n    expected 200');
  });

  it('tells no time of a step that was not run', () => {
    expect(describeOutcome({ name: 'waits', result: 'not run', seconds: 0 })).toBe('not run waits');
  });
});
