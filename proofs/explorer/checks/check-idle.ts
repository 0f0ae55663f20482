import { markFailed } from '../../../lambda/domain/lifecycle/transitions';
import { newEventRecord } from '../../../lambda/domain/record/new-record';
import { sweep } from '../../../lambda/usecases/sweep/sweep-events';
import { transitionContext } from '../../../lambda/usecases/transition';
import { toIncomingEvent } from '../../../test/simulated/neutral/neutral-body';
import { constant } from '../../../test/simulated/provider-stand-in';
import type { World } from '../../../test/simulated/world';
import { type CheckReport, createBody, deployedWorld } from './play-story';

const SIZES = [0, 10_000, 100_000];

/** With nothing due a sweep reads one page per shard and one more, whatever the table holds: half of it final, half open and not yet due. */
export async function checkIdle(sizes: readonly number[] = SIZES): Promise<CheckReport> {
  const facts: string[] = [];
  const problems: string[] = [];
  for (const size of sizes) {
    const world = deployedWorld(0, constant);
    await fill(world, size);
    Object.assign(world.store.calls, { create: 0, update: 0, get: 0, due: 0 });
    await sweep(world.sweepDeps(), { deadline: world.clock.now() + 50_000 });
    const { due, get, update } = world.store.calls;
    facts.push(`${size} records: ${due} index reads, ${get} record reads, ${update} writes`);
    // One shard more, of those that no configuration names.
    if (due !== world.policy.indexShards + 1 || get + update > 0) {
      problems.push(
        `${size} records cost more than one index read per shard (${world.policy.indexShards}) and one more`,
      );
    }
  }
  return { facts, problems };
}

async function fill(world: World, size: number): Promise<void> {
  const source = { id: world.source.id, provider: world.provider };
  for (let event = 0; event < size; event += 1) {
    const created = newEventRecord(toIncomingEvent(createBody(event)), {
      ...transitionContext(world.receiveDeps()),
      source,
      origin: 'webhook',
      body: Buffer.from('{}'),
    });
    await world.store.create(created);
    if (event % 2 === 0) {
      const reason = { kind: 'permanent', message: 'The check ends it.' } as const;
      await world.store.update(markFailed(created, 'FAILED', reason, transitionContext(world.receiveDeps())));
    }
  }
}
