import { World } from './world';

describe('World', () => {
  it('gives each process a clock that is off by no more than the skew', () => {
    const world = new World({ clockSkewMs: 2_000 });
    const offsets = Array.from({ length: 50 }, () => world.newClock().now() - world.clock.now());
    expect([...new Set(offsets)].sort((a, b) => a - b)).toEqual([-2_000, 0, 2_000]);
  });

  it('gives each process the true time without a skew', () => {
    const world = new World();
    expect(world.newClock()).toBe(world.clock);
  });
});
