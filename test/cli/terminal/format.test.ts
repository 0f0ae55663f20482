import { countEach } from '../../../cli/terminal/format';

describe('countEach', () => {
  it('counts each name, in the order of its first occurrence', () => {
    expect([...countEach(['b', 'a', 'b'])]).toEqual([
      ['b', 2],
      ['a', 1],
    ]);
    expect(countEach([]).size).toBe(0);
  });
});
