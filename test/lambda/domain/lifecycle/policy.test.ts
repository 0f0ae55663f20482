import { delaySeconds } from '../../../../lambda/domain/lifecycle/policy';
import { NOW } from '../../../support/records/records';

describe('delaySeconds', () => {
  it.each([
    ['at once for the past', -5_000, 0],
    ['never early: a started second counts, and one for clocks that differ', 1, 2],
    ['a second later for clocks that differ', 5_000, 6],
    ['with that second, still no more than SQS takes', 899_001, 900],
    ['up to 15 minutes', 900_000, 900],
    ['undefined beyond', 900_001, undefined],
  ])('%s', (_, milliseconds, expected) => {
    expect(delaySeconds(NOW + milliseconds, NOW)).toBe(expected);
  });
});
