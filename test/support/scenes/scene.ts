import { isFinal } from '../../../lambda/domain/lifecycle/lifecycle';
import type { Policy } from '../../../lambda/domain/lifecycle/policy';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { eventKey } from '../../../lambda/domain/record/keys';
import { type BatchDeps, BatchProcessor } from '../../../lambda/usecases/process/process-batch';
import { type SweepReport, sweep } from '../../../lambda/usecases/sweep/sweep-events';
import type { NeutralBody } from '../../simulated/neutral/neutral-provider';
import { type Behaviour, constant } from '../../simulated/provider-stand-in';
import { SOURCE_ID, World, type WorldOptions } from '../../simulated/world';

export const EVENT: NeutralBody = { id: 'evt-1', type: 'done', document: 'doc-1' };
export const PK = eventKey(SOURCE_ID, EVENT.id);

/** Times that a test names by hand; they stand in the order the stack's own stand in. */
const SCENE_POLICY: Policy = {
  leaseSeconds: 60,
  graceSeconds: 400,
  retryWindowSeconds: 3_600,
  notReadyWindowSeconds: 7_200,
  notFoundGraceSeconds: 600,
  recordRetentionDays: 30,
  indexShards: 1,
};

/** A world with those times, in which a sleep moves the clock. */
export function bareWorld(options: WorldOptions = {}): World {
  const policy = { ...SCENE_POLICY, ...options.policy };
  return new World({ clock: { sleepAdvances: true }, ...options, policy });
}

/** A world whose API answers for `doc-1`. */
export function newWorld(behaviour: Behaviour = constant, options: WorldOptions = {}): World {
  const world = bareWorld(options);
  world.api.behaviours.set('/documents/doc-1', behaviour);
  return world;
}

/** A world in which one event was received and waits, its message in the queue. */
export async function givenWaiting(
  behaviour: Behaviour = constant,
  options: WorldOptions & { readonly body?: NeutralBody } = {},
): Promise<World> {
  const world = newWorld(behaviour, options);
  const answer = await world.receiver().receive(world.delivery(options.body ?? EVENT));
  if (answer.statusCode !== 200) {
    throw new Error(`The event was not received: ${answer.statusCode}.`);
  }
  return world;
}

/** A world in which that event was processed to its end. */
export async function givenProcessed(
  behaviour: Behaviour = constant,
  options: WorldOptions = {},
): Promise<World> {
  const world = await givenWaiting(behaviour, options);
  await processVisible(world);
  return world;
}

/** One invocation with the visible messages, deleting those it is done with; the ids it leaves to the queue. */
export async function processVisible(world: World, deps: BatchDeps = world.processDeps()): Promise<string[]> {
  const messages = world.queue.receive(world.provider, { max: 10 });
  const failed = await new BatchProcessor(deps).process(messages, Number.POSITIVE_INFINITY);
  for (const { messageId } of messages.filter((message) => !failed.includes(message.messageId))) {
    world.queue.delete(messageId);
  }
  return failed;
}

export function recordOf(world: World, pk = PK): EventRecord {
  const record = world.store.records.get(pk);
  if (!record) {
    throw new Error(`No record ${pk}.`);
  }
  return record;
}

/** The record after one attempt whose message is done, and how long the event now has to wait. */
export async function attempted(world: World): Promise<EventRecord & { readonly wait: number }> {
  const failed = await processVisible(world);
  if (failed.length > 0) {
    throw new Error(`Left to the queue: ${failed.join(', ')}.`);
  }
  const record = recordOf(world);
  return { ...record, wait: (record.notBefore ?? 0) - world.clock.now() };
}

/** Puts the record into a state without any history. */
export function setRecord(world: World, changes: Partial<EventRecord>, pk = PK): EventRecord {
  const record = { ...recordOf(world, pk), ...changes } as EventRecord;
  world.store.records.set(pk, record);
  return record;
}

/** How often the provider was asked for the document. */
export function timesAsked(world: World, path = '/documents/doc-1'): number {
  return world.api.asked.get(path) ?? 0;
}

/** The counts of all metrics. */
export function counts(world: World): Record<string, number> {
  return Object.fromEntries(world.telemetry.counts);
}

/** One look of the sweeper that nothing cuts short. */
export function sweepAll(world: World): Promise<SweepReport> {
  return sweep(world.sweepDeps(), { deadline: Number.POSITIVE_INFINITY });
}

/** Lets time pass, with processors and sweeper at work, until the event is final. */
export async function processToEnd(world: World, pk = PK): Promise<EventRecord> {
  for (let rounds = 0; rounds < 1_000 && !isFinal(recordOf(world, pk).status); rounds += 1) {
    const next = [world.queue.nextVisibleAt(), world.store.earliestDue()].filter((at) => at !== undefined);
    world.clock.advanceTo(Math.min(...next));
    await processVisible(world);
    await sweepAll(world);
  }
  return recordOf(world, pk);
}
