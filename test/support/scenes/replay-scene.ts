import type { FetchOutcome, FetchRequest, Provider } from '../../../lambda/domain/provider/provider';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { sha256Hex } from '../../../lambda/domain/record/keys';
import { toStoredResult } from '../../../lambda/domain/result/stored-result';
import type { BatchDeps } from '../../../lambda/usecases/process/process-batch';
import {
  EventRecoverer,
  type RecoveryDeps,
  type RecoveryOutcome,
  type RecoveryPlan,
} from '../../../lambda/usecases/recover/recover-event';
import { neutralProvider } from '../../simulated/neutral/neutral-provider';
import { type Behaviour, constant } from '../../simulated/provider-stand-in';
import type { World } from '../../simulated/world';
import { overriding, unavailable } from './overriding';
import { counts, givenProcessed, PK, recordOf } from './scene';

export const DOCUMENT = '/documents/doc-1';
export const HOUR = 3_600_000;

/** What the provider's plug-in says in place of the neutral one, from the moment it is set. */
export interface PlugIn {
  fetchResult?: (request: FetchRequest<unknown>) => Promise<FetchOutcome>;
}

export function pluggable(plugIn: PlugIn): Provider {
  return {
    ...neutralProvider,
    fetchResult: (request) => (plugIn.fetchResult ?? neutralProvider.fetchResult)(request),
  };
}

export interface GivenReplay {
  readonly world: World;
  /** As it stood before the replay. */
  readonly before: EventRecord;
  readonly plugIn: PlugIn;
}

/** An event whose replay is under way; its message waits. The provider answers the replay with `answer`. */
export async function givenReplaying(
  first: Behaviour = constant,
  answer: Behaviour = constant,
): Promise<GivenReplay> {
  const plugIn: PlugIn = {};
  const world = await givenProcessed(first, { provider: pluggable(plugIn) });
  const before = recordOf(world);
  world.clock.advance(HOUR);
  world.api.behaviours.set(DOCUMENT, answer);
  await recover(PK, world.recoveryDeps());
  return { world, before, plugIn };
}

/** That the record vouches for exactly what lies in the bucket. */
export function expectWhole(world: World, record: EventRecord = recordOf(world)): void {
  const object = world.bucket.current(record.resultKey ?? '');
  expect(sha256Hex(object?.body ?? '')).toBe(record.resultSha256);
  expect(object?.head.eTag).toBe(record.resultETag);
  expect(object?.body.byteLength).toBe(record.resultBytes);
}

/** That the event is back where it was, with the result it had. */
export function expectReturned({ world, before }: Pick<GivenReplay, 'world' | 'before'>): EventRecord {
  const after = recordOf(world);
  expect(after).toMatchObject({ status: before.status, generation: before.generation + 1 });
  expect(toStoredResult(after)).toEqual(toStoredResult(before));
  for (const attribute of ['replayedFrom', 'replayedFromError', 'replacing', 'workShard', 'leaseOwner']) {
    expect(after).not.toHaveProperty(attribute);
  }
  expect(counts(world)).toMatchObject({ ReplayBroughtNothing: 1 });
  expect(counts(world)).not.toHaveProperty('Failed');
  return after;
}

/** Of a process that dies once it has put its object: nothing it would say afterwards is heard. */
export function dyingAfterPut(world: World): BatchDeps {
  let isDead = false;
  const results = overriding(world.ports.results, {
    put: async (object) => {
      const outcome = await world.bucket.put(object);
      isDead = true;
      return outcome;
    },
  });
  const store = overriding(world.ports.store, {
    update: (write) => (isDead ? unavailable() : world.store.update(write)),
  });
  return world.processDeps({ ...world.ports, results, store });
}

/** Plans what runs an event again, and carries it out. */
export async function recover(pk: string, deps: RecoveryDeps, reason?: string): Promise<RecoveryOutcome> {
  const recoverer = new EventRecoverer(deps);
  return recoverer.recoverEvent(await recoverer.planRecovery(pk), reason);
}

export function planRecovery(pk: string, deps: RecoveryDeps): Promise<RecoveryPlan> {
  return new EventRecoverer(deps).planRecovery(pk);
}
