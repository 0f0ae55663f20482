import { SeededChance } from '../../local/faults/seeded-chance';
import { deliveryOrder } from '../load/workload';

/** What is killed: a process of the ingest function, of a processor or of the sweeper, or everything with the engines. */
export const KILL_TARGETS = ['ingest', 'processor', 'sweeper', 'stack'] as const;
export type KillTarget = (typeof KILL_TARGETS)[number];
export type FunctionRole = Exclude<KillTarget, 'stack'>;

export interface PlannedKill {
  /** Once this many deliveries have been answered 200. */
  readonly after: number;
  readonly target: KillTarget;
  /** The function's AWS call, counted from 1, in the midst of which it ends; for the whole stack any moment is as good. */
  readonly atCall: number;
}

export interface ChaosPlan {
  /** Index of the event of each delivery, in order. */
  readonly order: readonly number[];
  readonly kills: readonly PlannedKill[];
}

/** One delivery in five repeats an earlier or a later one. */
const DELIVERIES_PER_EVENT = 1.25;
/** An event makes at the most this many calls of one function before it is done. */
const CALLS = 4;

/** Eight kills hold every kind, in this proportion: dealt, not drawn, so that no seed misses one. */
export const KILL_DECK: readonly KillTarget[] = [
  'ingest',
  'ingest',
  'processor',
  'processor',
  'processor',
  'sweeper',
  'stack',
  'stack',
];

/** Everything chance decides, from the seed alone. */
export function chaosPlan({
  events,
  kills,
  seed,
}: {
  events: number;
  kills: number;
  seed: number;
}): ChaosPlan {
  const order = deliveryOrder(events, Math.floor(events * DELIVERIES_PER_EVENT), seed);
  return { order, kills: plannedKills(kills, order.length, seed) };
}

/** One kill somewhere in each of as many equal parts of the load. */
function plannedKills(kills: number, deliveries: number, seed: number): readonly PlannedKill[] {
  const chance = new SeededChance(seed, 'kills');
  return dealtTargets(kills, chance).map((target, index) => ({
    after: Math.floor(((index + chance.fraction()) * deliveries) / kills),
    target,
    atCall: 1 + chance.below(CALLS),
  }));
}

function dealtTargets(kills: number, chance: SeededChance): readonly KillTarget[] {
  let deck: KillTarget[] = [];
  return Array.from({ length: kills }, () => {
    deck = deck.length === 0 ? [...KILL_DECK] : deck;
    const target = chance.pick(deck);
    deck.splice(deck.indexOf(target), 1);
    return target;
  });
}

/** Carries out planned kills one after the other, each once the load has come far enough. */
export class KillSchedule {
  private readonly open: PlannedKill[];
  private running: Promise<void> = Promise.resolve();

  constructor(
    kills: readonly PlannedKill[],
    private readonly kill: (planned: PlannedKill) => Promise<void>,
  ) {
    this.open = [...kills].sort((a, b) => a.after - b.after);
  }

  /** The load has come this far. Returns at once: the load goes on while something is killed. */
  advance(done: number): void {
    while (this.open[0] && this.open[0].after <= done) {
      const next = this.open.shift() as PlannedKill;
      this.running = this.running.then(() => this.kill(next));
      // Reported by `finished`.
      this.running.catch(() => {});
    }
  }

  /** Settles when every kill so far has been carried out; rejects when one could not be. */
  finished(): Promise<void> {
    return this.running;
  }
}
