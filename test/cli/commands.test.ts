import { deadLetters } from '../../cli/commands/dead-letters';
import { list } from '../../cli/commands/list';
import { redrive, redriveAll } from '../../cli/commands/redrive';
import { replay } from '../../cli/commands/replay';
import { show } from '../../cli/commands/show';
import { UsageError } from '../../cli/usage-error';
import { respond } from '../../explorer/simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../explorer/simulated/world';
import { toIso } from '../../lambda/domain/event-record';
import { encodeMessage } from '../../lambda/domain/work-message';
import { EVENT, givenProcessed, PK, recordOf } from '../support/scene';
import { simulatedOperator } from './simulated-operator';

const LIMIT = 100;

const givenFailed = () => givenProcessed(() => respond(400, {}));

/** `count` FAILED events, each a second younger than the one before; their keys, youngest first. */
function givenMoreFailed(world: World, count: number): readonly string[] {
  const failed = recordOf(world);
  const keys = Array.from({ length: count }, (_, index) => `${PK}-${index}`);
  for (const [index, pk] of keys.entries()) {
    const updatedAt = toIso(Date.parse(failed.updatedAt) + (index + 1) * 1000);
    world.store.records.set(pk, { ...failed, pk, updatedAt });
  }
  return [...keys].reverse();
}

/** Messages that were received as often as the queue allows. */
function givenDeadLetters(world: World, bodies: readonly string[]): void {
  for (const body of bodies) {
    world.queue.sendRaw(world.provider, body);
  }
  while (world.queue.deadLetters.length < bodies.length) {
    world.queue.receive(world.provider, { max: 10 });
    world.clock.advance(world.queueLimits.visibilitySeconds * 1000);
  }
}

const firstWords = (lines: readonly string[]) => lines.map((line) => line.split('  ')[0]);

describe('show', () => {
  it.each([
    ['source and event id', [SOURCE_ID, EVENT.id]],
    ['key', [PK]],
  ])('prints the record by its %s, without the body it carries', async (_, args) => {
    const world = await givenProcessed();
    const { operator, lines } = simulatedOperator(world);
    expect(await show(args, operator)).toBe(0);
    expect(JSON.parse(lines.join('\n'))).toEqual({ ...recordOf(world), rawBody: '(inline)' });
  });

  it('ends with 1 when there is no such event', async () => {
    const { operator, lines } = simulatedOperator(await givenProcessed());
    expect(await show([SOURCE_ID, 'nobody'], operator)).toBe(1);
    expect(lines).toEqual(['No such event.']);
  });
});

describe('list', () => {
  it('prints final events of a day newest first, over all pages, each with its key and reason', async () => {
    const world = await givenFailed();
    const keys = givenMoreFailed(world, 4);
    const { operator, lines } = simulatedOperator(world);
    const day = recordOf(world).updatedAt.slice(0, 10);
    expect(await list(['FAILED', day], operator, LIMIT)).toBe(0);
    expect(firstWords(lines)).toEqual([...keys, PK, `5 FAILED on ${day}`]);
    expect(lines[4]).toMatch(/ {2}FAILED {2}.* {2}attempts 0 {2}permanent: .*400/);
  });

  it.each([1, 2, 3, 4])('stops at a limit of %i and says that there are more', async (limit) => {
    const world = await givenFailed();
    const keys = givenMoreFailed(world, 4);
    const { operator, lines } = simulatedOperator(world);
    const day = recordOf(world).updatedAt.slice(0, 10);
    await list(['FAILED', day], operator, limit);
    expect(firstWords(lines)).toEqual([
      ...keys.slice(0, limit),
      `${limit} FAILED on ${day} (more: raise --limit)`,
    ]);
  });

  it('is of today when no day is given', async () => {
    const { operator, lines } = simulatedOperator(await givenFailed());
    const before = toIso(Date.now()).slice(0, 10);
    await list(['STORED'], operator, LIMIT);
    expect([before, toIso(Date.now()).slice(0, 10)].map((day) => `0 STORED on ${day}`)).toContain(lines[0]);
  });
});

describe('redrive', () => {
  it('brings each FAILED event back once', async () => {
    const world = await givenFailed();
    const { operator, lines } = simulatedOperator(world);
    expect(await redrive([PK, PK, 'inbox#nobody'], operator)).toBe(1);
    expect(lines).toEqual([`${PK}  redriven`, `${PK}  not_failed`, 'inbox#nobody  unknown_event']);
    expect(world.queue.live(PK)).toBe(1);
  });

  it('ends with 0 when all were brought back', async () => {
    const { operator } = simulatedOperator(await givenFailed());
    expect(await redrive([PK], operator)).toBe(0);
  });
});

describe('dead letters', () => {
  it('are shown with the reason of their events', async () => {
    const world = await givenFailed();
    givenDeadLetters(world, [encodeMessage(PK), encodeMessage('inbox#nobody'), 'hello']);
    const { operator, lines } = simulatedOperator(world);
    expect(await deadLetters([world.provider], operator, LIMIT)).toBe(0);
    expect(firstWords(lines)).toEqual([
      PK,
      'inbox#nobody',
      '(unreadable)',
      '3 dead letters (hidden from the next read for a minute)',
    ]);
    expect(lines[0]).toContain('permanent: ');
    expect(world.queue.deadLetters).toHaveLength(3);
  });

  it('are redriven and gone: a second time there is nothing left to do', async () => {
    const world = await givenFailed();
    givenDeadLetters(world, [encodeMessage(PK), encodeMessage(PK), 'hello']);
    const first = simulatedOperator(world);
    expect(await redriveAll(world.provider, first.operator, LIMIT)).toBe(0);
    expect(first.lines).toEqual([
      `${PK}  redriven`,
      `${PK}  not_failed`,
      '(unreadable)  unreadable',
      '3 dead letters handled',
    ]);
    const second = simulatedOperator(world);
    expect(await redriveAll(world.provider, second.operator, LIMIT)).toBe(0);
    expect(second.lines).toEqual(['(unreadable)  unreadable', '1 dead letters handled']);
    expect(world.queue.live(PK)).toBe(1);
  });
});

describe('replay', () => {
  it('fetches a final event again as its next generation, and refuses what is open', async () => {
    const world = await givenProcessed();
    const { operator, lines } = simulatedOperator(world);
    expect(await replay([PK], operator)).toBe(0);
    expect(await replay([PK], operator)).toBe(1);
    expect(lines).toEqual([`${PK}  replayed  2`, `${PK}  refused  not_final`]);
    expect(world.queue.live(PK)).toBe(1);
  });
});

describe('wrong use', () => {
  it.each([
    ['show without an event', show, [], /^show: expected <source> <eventId>/],
    ['show of three words', show, ['a', 'b', 'c'], /^show: expected <source> <eventId>/],
    ['list of an open status', list, ['PROCESSING'], /^list: got "PROCESSING", expected one of STORED, /],
    ['list of no day', list, ['FAILED', 'today'], /^list: got "FAILED today"/],
    ['list of two days', list, ['FAILED', '2026-01-01', '2026-01-02'], /^list: got "FAILED 2026-01-01 2026/],
    ['dead-letters without a provider', deadLetters, [], /^dead-letters: got "", expected one of neutral\./],
    ['dead-letters of nobody', deadLetters, ['toString'], /^dead-letters: got "toString", expected one of /],
    ['redrive of nothing', redrive, [], /^redrive: expected keys/],
    ['replay of nothing', replay, [], /^replay: expected keys/],
  ])('is refused: %s', async (_, command, args, message) => {
    const { operator } = simulatedOperator(await givenProcessed());
    const refused = command(args, operator, LIMIT);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(message);
  });
});
