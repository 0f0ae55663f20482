import type { Inbox } from '../../../../cli/connection/inbox';
import type { FinalQuery } from '../../../../lambda/adapters/dynamodb/dynamo-event-index';
import { encodeMessage } from '../../../../lambda/domain/record/work-message';
import { neutralProvider } from '../../../simulated/neutral/neutral-provider';
import { constant, respond } from '../../../simulated/provider-stand-in';
import type { World } from '../../../simulated/world';
import { givenDeadLetters } from '../../../support/aws/dead-letters';
import { overriding } from '../../../support/scenes/overriding';
import { givenProcessed, newWorld, PK, recordOf, setRecord } from '../../../support/scenes/scene';
import { runCommand } from '../../run-command';

const READS_PER_EVENT = 2;

/** Commands on this world, and how often they read each record. */
function countingReads(world: World, beforeUpdate: () => void = () => undefined) {
  const reads = new Map<string, number>();
  const read = (pk: string) => {
    reads.set(pk, (reads.get(pk) ?? 0) + 1);
    return world.store.records.get(pk);
  };
  const store = overriding(world.ports.store, {
    get: async (pk) => read(pk),
    update: (write) => {
      beforeUpdate();
      return world.store.update(write);
    },
  });
  const { queue } = givenDeadLetters([...world.store.records.keys()].map(encodeMessage));
  const inbox: Partial<Inbox> = {
    sources: world.sources,
    store: store as unknown as Inbox['store'],
    index: {
      openKeys: async function* () {},
      finalKeys: async function* ({ status, day }: FinalQuery) {
        for (const { pk, statusDay = '', updatedAt } of world.store.records.values()) {
          if (statusDay.startsWith(`${status}#${day}#`)) {
            yield { pk, at: updatedAt };
          }
        }
      },
      records: async (pks: readonly string[]) =>
        new Map(pks.flatMap((pk) => (world.store.records.has(pk) ? [[pk, read(pk)]] : []))),
    } as unknown as Inbox['index'],
    deadLetters: { neutral: queue },
    deps: () => world.recoveryDeps({ ...world.ports, store }),
    close: () => undefined,
  };
  const run = (...args: string[]) =>
    runCommand(args, { connect: async () => inbox as Inbox, now: () => world.clock.now() });
  return { reads, run };
}

async function givenQuarantined(): Promise<World> {
  const provider = { ...neutralProvider };
  const world = newWorld(constant, { provider });
  provider.parseEvent = () => ({ kind: 'invalid', reason: 'an older version' });
  await world.receiver().receive(world.delivery({ id: 'evt-1', type: 'done', document: 'doc-1' }));
  provider.parseEvent = neutralProvider.parseEvent;
  return world;
}

const givenFailed = () => givenProcessed(() => respond(400, {}));
const SELECTION = ['--status', 'stored', '--reason', 'new schema', '--yes'];

describe('the reads of an event that runs again', () => {
  it.each<[string, () => Promise<World>, readonly (readonly string[])[]]>([
    ['a key that is redriven', givenFailed, [['replay', PK]]],
    ['a key that is refetched', () => givenProcessed(), [['replay', PK]]],
    ['a selection', () => givenProcessed(), [['replay', ...SELECTION]]],
    ['a dead letter', givenFailed, [['dlq', 'redrive', '--yes']]],
    [
      'a dry run, then the run',
      givenFailed,
      [
        ['replay', PK, '--dry-run'],
        ['replay', PK],
      ],
    ],
    [
      'a dry run of dead letters, then the run',
      givenFailed,
      [
        ['dlq', 'redrive', '--dry-run'],
        ['dlq', 'redrive', '--yes'],
      ],
    ],
  ])('are one per command: %s', async (_, given, commands) => {
    const world = await given();
    const { reads, run } = countingReads(world);
    for (const args of commands) {
      expect(await run(...args)).toMatchObject({ code: 0 });
    }
    expect(recordOf(world).status).toBe('RECEIVED');
    expect(Object.fromEntries(reads)).toEqual({ [PK]: commands.length });
    expect(commands.length).toBeLessThanOrEqual(READS_PER_EVENT);
  });

  it('are one of a quarantined body that is reingested', async () => {
    const world = await givenQuarantined();
    const [quarantined = ''] = [...world.store.records.keys()];
    const { reads, run } = countingReads(world);
    expect(await run('replay', quarantined)).toMatchObject({ code: 0 });
    expect(recordOf(world, quarantined).supersededBy).toBe(PK);
    expect(Object.fromEntries(reads)).toEqual({ [quarantined]: 1 });
  });

  it.each([
    ['a key', ['replay', PK]],
    ['a dead letter', ['dlq', 'redrive', '--yes']],
  ])('are two where it changed between plan and write: %s', async (_, args) => {
    const world = await givenFailed();
    let isFirst = true;
    const { reads, run } = countingReads(world, () => {
      if (isFirst) {
        setRecord(world, { writeId: 'of another' });
      }
      isFirst = false;
    });
    expect(await run(...args)).toMatchObject({ code: 0 });
    expect(recordOf(world).status).toBe('RECEIVED');
    expect(Object.fromEntries(reads)).toEqual({ [PK]: READS_PER_EVENT });
  });

  it('are two where it keeps changing, and the event is left alone', async () => {
    const world = await givenFailed();
    let writes = 0;
    const { reads, run } = countingReads(world, () => setRecord(world, { writeId: `other-${writes++}` }));
    const { code, out } = await run('replay', PK);
    expect([code, out]).toEqual([1, expect.stringMatching(/changed: .*run the same command again/)]);
    expect(recordOf(world).status).toBe('FAILED');
    expect(Object.fromEntries(reads)).toEqual({ [PK]: READS_PER_EVENT });
  });
});
