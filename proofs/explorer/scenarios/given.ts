import type { WriteOutcome } from '../../../lambda/domain/lifecycle/conditional-write';
import { refetch } from '../../../lambda/domain/lifecycle/recovery-transitions';
import { beginReplacing, lease } from '../../../lambda/domain/lifecycle/transitions';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { type BatchDeps, BatchProcessor } from '../../../lambda/usecases/process/process-batch';
import { ResultWriter } from '../../../lambda/usecases/process/store-result';
import { transitionContext } from '../../../lambda/usecases/transition';
import type { NeutralBody } from '../../../test/simulated/neutral/neutral-body';
import type { Behaviour } from '../../../test/simulated/provider-stand-in';
import { API_TOKEN, SOURCE_ID, World, type WorldOptions } from '../../../test/simulated/world';

/** The key of an event of the one source. */
export function toPk(id: string): string {
  return `${SOURCE_ID}#${id}`;
}

/** The body of an event whose document has the same id, by which the monitor knows whose data is asked for. */
export function body(id: string, fields: Partial<NeutralBody> = {}): NeutralBody {
  return { id, type: 'done', document: id, ...fields };
}

/** A world whose provider answers alike for the documents `e1` to `e4`. */
export function worldWith(behaviour: Behaviour, options: WorldOptions = {}): World {
  const world = new World({ keepLogLines: false, ...options });
  world.api.token = API_TOKEN;
  for (const id of ['e1', 'e2', 'e3', 'e4']) {
    world.api.behaviours.set(`/documents/${id}`, behaviour);
  }
  return world;
}

/** The event was received; its message waits. */
export async function givenReceived(world: World, event: NeutralBody | Uint8Array): Promise<void> {
  await world.receiver().receive(world.delivery(event));
}

/** The event was received, and its message was lost on the way. */
export async function givenClaimedOnly(world: World, event: NeutralBody): Promise<void> {
  await givenReceived(world, event);
  takeAll(world);
}

/** The event was received and worked on, once. */
export async function givenProcessed(world: World, event: NeutralBody): Promise<void> {
  await givenReceived(world, event);
  const deadline = world.clock.now() + 60_000;
  await new BatchProcessor(world.processDeps()).process(takeAll(world), deadline);
}

function takeAll(world: World) {
  const messages = world.queue.receive(world.provider, { max: 10 });
  for (const { messageId } of messages) {
    world.queue.delete(messageId);
  }
  return messages;
}

/** An event whose body has a link and names no document: the link is the only way to it. */
export function linkOnly(id: string, link = id): NeutralBody {
  return { id, type: 'done', url: linkTo(link) };
}

/** Where the provider's link of that name leads: the path `/signed/<name>`. */
export function linkTo(name: string): string {
  return `https://provider.test/signed/${name}`;
}

/** The same body, too large for its record. */
export function large(event: NeutralBody): Uint8Array {
  return Buffer.from(JSON.stringify(event).padEnd(700));
}

/** The replay of a stored event was killed between the put of its object and its last write; its message comes back. */
export async function givenReplayKilled(world: World, event: NeutralBody): Promise<void> {
  await givenProcessed(world, event);
  await givenPutWithoutOutcome(world, event.id);
  await world.queue.send(world.provider, toPk(event.id), 0);
}

/** The same, killed after it said that it would replace the object, and before it did. */
export async function givenReplayKilledBeforePut(world: World, event: NeutralBody): Promise<void> {
  await givenProcessed(world, event);
  await givenReplayBegun(world, event.id);
  world.clock.advance(world.policy.leaseSeconds * 1000 + 1_000);
  await world.queue.send(world.provider, toPk(event.id), 0);
}

/** A final event is replayed; the process puts the object and dies, and its lease is over. */
export async function givenPutWithoutOutcome(world: World, id: string): Promise<void> {
  await putResult(await givenReplayBegun(world, id), world.processDeps());
  world.clock.advance(world.policy.leaseSeconds * 1000 + 1_000);
}

/** A final event is replayed and leased; where it has a result, the record says that it is being replaced. */
async function givenReplayBegun(world: World, id: string): Promise<EventRecord> {
  const deps = world.processDeps();
  const pk = toPk(id);
  const final = world.store.records.get(pk);
  if (!final) {
    throw new Error(`Scenario: expected a record ${pk}, found none.`);
  }
  await applied(deps.store.update(refetch(final, transitionContext(deps))));
  const leased = await applied(deps.store.update(lease(pk, transitionContext(deps))));
  return leased.status !== 'PROCESSING' || leased.resultETag === undefined
    ? leased
    : applied(deps.store.update(beginReplacing(leased, transitionContext(deps))));
}

/** Puts an object of the leased event, as a processor does before it records the outcome. */
export async function putResult(leased: EventRecord, deps: BatchDeps): Promise<void> {
  const body = Buffer.from(leased.rawBody ?? '');
  const extraction = Buffer.from(JSON.stringify({ id: leased.documentId, status: 'DONE', total: 2 }));
  const { eventId, eventType = '', documentId = '' } = leased;
  const event = { eventId, eventType, disposition: 'fetch', documentId } as const;
  await new ResultWriter(deps).storeResult(leased, { kind: 'data', extraction, body, event });
}

async function applied(write: Promise<WriteOutcome>): Promise<EventRecord> {
  const outcome = await write;
  if (!outcome.applied) {
    throw new Error('Scenario: a write was refused, expected it to be applied.');
  }
  return outcome.record;
}
