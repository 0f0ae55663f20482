import type { Operator } from '../../cli/operator';
import type { World } from '../../explorer/simulated/world';
import type { EventPage, StatusQuery } from '../../lambda/adapters/dynamo-event-queries';

/** A page holds this many at the most, so that a list is read in several. */
const PAGE = 2;

/** The operator's commands at work on a simulated world, and what they printed. */
export function simulatedOperator(world: World): { readonly operator: Operator; readonly lines: string[] } {
  const lines: string[] = [];
  const { provider, policy } = world;
  const operator: Operator = {
    store: world.store,
    queries: { byStatus: async (query) => byStatus(world, query) },
    shards: policy.indexShards,
    deadLetterQueues: { [provider]: world.queue.deadLettersOf(provider) },
    deps: { ...world.redriveDeps(), ...world.replayDeps() },
    print: (line) => lines.push(line),
  };
  return { operator, lines };
}

function byStatus(world: World, { status, day, limit, after = '0' }: StatusQuery): EventPage {
  const from = Number(after);
  const to = from + Math.min(limit, PAGE);
  const found = [...world.store.records.values()]
    .filter((record) => record.statusDay?.startsWith(`${status}#${day}#`))
    .sort((one, other) => other.updatedAt.localeCompare(one.updatedAt));
  return { records: found.slice(from, to), ...(to < found.length && { next: String(to) }) };
}
