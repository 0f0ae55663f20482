import { formatPlan, parsePlan } from '../../../../proofs/explorer/engine/plan';

describe('the text of a plan', () => {
  it('is written and read the same', () => {
    const plan = [
      { step: 3, fault: 'crash-after' },
      { step: 12, fault: 'stale' },
    ] as const;
    expect(parsePlan(formatPlan(plan))).toEqual(plan);
    expect(parsePlan(formatPlan([]))).toEqual([]);
  });

  it('names the part that cannot be read', () => {
    expect(() => parsePlan('3:crash-after,4:explode')).toThrow('"4:explode"');
  });
});
