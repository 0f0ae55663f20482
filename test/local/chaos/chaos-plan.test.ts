import { chaosPlan, KILL_TARGETS } from '../../../local/chaos/chaos-plan';

const OPTIONS = { events: 2000, kills: 20, seed: 1 };

describe('chaosPlan', () => {
  it('depends on the seed alone', () => {
    expect(chaosPlan(OPTIONS)).toEqual(chaosPlan(OPTIONS));
    expect(chaosPlan(OPTIONS)).not.toEqual(chaosPlan({ ...OPTIONS, seed: 2 }));
  });

  it('delivers every event, and some again', () => {
    const { order } = chaosPlan(OPTIONS);
    expect(new Set(order).size).toBe(2000);
    expect(order).toHaveLength(2500);
  });

  it('spreads its kills over the whole load, in order, and leaves none to its end', () => {
    const { order, kills } = chaosPlan(OPTIONS);
    const after = kills.map((kill) => kill.after);
    expect(kills).toHaveLength(20);
    expect(after).toEqual([...after].sort((a, b) => a - b));
    expect(after.every((count, index) => Math.floor((count * 20) / order.length) === index)).toBe(true);
    expect(Math.max(...after)).toBeLessThan(order.length);
  });

  it('kills every kind of thing with the seed of the acceptance check', () => {
    const { kills } = chaosPlan(OPTIONS);
    expect(new Set(kills.map(({ target }) => target))).toEqual(new Set(KILL_TARGETS));
  });
});
