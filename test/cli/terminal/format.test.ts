import { clockTime, countEach, relativeTime } from '../../../cli/terminal/format';

describe('countEach', () => {
  it('counts each name, in the order of its first occurrence', () => {
    expect([...countEach(['b', 'a', 'b'])]).toEqual([
      ['b', 2],
      ['a', 1],
    ]);
    expect(countEach([]).size).toBe(0);
  });
});

const NOW = Date.parse('2026-03-01T12:00:00Z');

describe('relativeTime', () => {
  it.each([
    [0, 'now'],
    [-900, 'now'],
    [-42_000, '42s ago'],
    [-125_000, '2m ago'],
    [-5_400_000, '1h ago'],
    [-3 * 86_400_000 - 1, '3d ago'],
    [300_000, 'in 5m'],
    [400 * 86_400_000, 'in 400d'],
  ])('of %d ms is %s', (milliseconds, text) => {
    expect(relativeTime(NOW + milliseconds, NOW)).toBe(text);
  });
});

describe('clockTime', () => {
  it('names the day only where it is another one', () => {
    expect(clockTime(NOW - 1, NOW)).toBe('11:59:59Z');
    expect(clockTime(NOW - 86_400_000, NOW)).toBe('2026-02-28T12:00:00Z');
  });
});
