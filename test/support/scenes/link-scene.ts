import { type ReceiveDeps, WebhookReceiver } from '../../../lambda/usecases/receive/receive-webhook';
import type { NeutralBody } from '../../simulated/neutral/neutral-provider';
import { constant, respond } from '../../simulated/provider-stand-in';
import type { World } from '../../simulated/world';
import { linkPath, linkProvider, linkTo } from './link-provider';
import { EVENT, givenWaiting } from './scene';

/** A body whose only way to its result is a link. */
export const withLink = (name: string, more: object = {}) =>
  ({ ...EVENT, url: linkTo(name), ...more }) as NeutralBody;

/** More than a record holds: it lies in S3. */
export const LARGE = { at: 'x'.repeat(1_000) };
export const toBytes = (body: object) => Buffer.from(JSON.stringify(body));

/** An event whose link is dead or fails; the provider would send another one that leads to its result. */
export async function givenLinked(status: number, body = withLink('old')): Promise<World> {
  const world = await givenWaiting(constant, { provider: linkProvider, body });
  world.api.behaviours.set(linkPath('old'), () => respond(status, {}));
  world.api.behaviours.set(linkPath('new'), () => respond(200, { total: 1 }));
  return world;
}

export async function deliver(world: World, body: object, deps: ReceiveDeps = world.receiveDeps()) {
  const answer = await new WebhookReceiver(deps).receive(world.delivery(toBytes(body)));
  return { code: answer.statusCode, ...(JSON.parse(answer.body) as { status?: string }) };
}

export const DUPLICATE = { code: 200, status: 'duplicate', eventId: 'evt-1' };
