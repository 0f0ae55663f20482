import { chaosPlan, KILL_DECK, KILL_TARGETS, type KillTarget } from '../../../proofs/chaos/chaos-plan';

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

  it.each([8, 9, 13, 20, 24])('deals %i kills in proportion, whatever the seed', (number) => {
    for (let seed = 0; seed < 50; seed += 1) {
      const { kills } = chaosPlan({ events: 100, kills: number, seed });
      const decks = Math.floor(number / KILL_DECK.length);
      for (const target of KILL_TARGETS) {
        const cards = countKills(target, KILL_DECK);
        const killed = countKills(
          target,
          kills.map((kill) => kill.target),
        );
        expect(cards).toBeGreaterThan(0);
        expect(killed).toBeGreaterThanOrEqual(cards * decks);
        expect(killed).toBeLessThanOrEqual(cards * (decks + 1));
      }
    }
  });

  it('deals them in an order that is the seed’s', () => {
    const orders = [1, 2, 3, 4].map((seed) =>
      chaosPlan({ ...OPTIONS, seed }).kills.map((kill) => kill.target),
    );
    expect(new Set(orders.map(String)).size).toBe(4);
  });
});

function countKills(target: KillTarget, among: readonly KillTarget[]): number {
  return among.filter((one) => one === target).length;
}
