import { processBatch } from '../../lambda/usecases/process-batch';
import { receiveWebhook } from '../../lambda/usecases/receive-webhook';
import type { NeutralBody } from '../simulated/neutral-body';
import type { Behaviour } from '../simulated/provider-stand-in';
import { API_TOKEN, SOURCE_ID, World, type WorldOptions } from '../simulated/world';

/** The key of an event of the one source. */
export function pkOf(id: string): string {
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
  await receiveWebhook(world.delivery(event), world.receiveDeps());
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
  await processBatch(takeAll(world), world.processDeps(), { deadline });
}

function takeAll(world: World) {
  const messages = world.queue.receive(world.provider, { max: 10 });
  for (const { messageId } of messages) {
    world.queue.delete(messageId);
  }
  return messages;
}
