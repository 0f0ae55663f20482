import type { ConditionalWrite } from '../../../lambda/domain/lifecycle/conditional-write';
import { ProviderError } from '../../../lambda/domain/provider/error-kinds';
import type { HttpGet } from '../../../lambda/domain/provider/provider';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { sha256Hex } from '../../../lambda/domain/record/keys';
import type { DeadLetterQueue } from '../../../lambda/usecases/ports';
import { respond } from '../../../test/simulated/provider-stand-in';
import { SeededRandom } from '../../../test/simulated/seeded-random';
import type { Ports, World } from '../../../test/simulated/world';
import type { Actor, PortCall } from './actor';
import type { CallKind } from './faults';

/** A call as an actor makes it; the scheduler decides when and how it is carried out. */
export type CallRequest = Pick<PortCall, 'name' | 'kind' | 'pk' | 'about' | 'effect'> &
  Partial<Pick<PortCall, 'variants' | 'token'>>;

/** Hands a call to the scheduler, and waits for what becomes of it. */
export type Submit = <T>(actor: Actor, request: CallRequest) => Promise<T>;

/** The ports of one actor: each call of each waits for the scheduler. */
export function interceptedPorts(actor: Actor, world: World, submit: Submit): Ports {
  const ask: Ask = (name, kind, about) => submit(actor, { ...about, name, kind });
  return {
    store: storePort(world, ask),
    ...reconcilePorts(world, ask),
    queue: {
      send: (provider, pk, delay) =>
        ask('queue.send', 'write', {
          pk,
          about: `${pk} delay ${delay} s`,
          effect: () => world.queue.send(provider, pk, delay),
        }),
    },
    ...bucketPorts(world, ask),
    ...secretPorts(world, ask),
    http: { get: (request) => ask('http.get', 'http', httpCall(request, world.api)) },
    clock: actor.process.clock,
    random: new SeededRandom(toSeed(actor.name) ^ (world.options.seed ?? 1), actor.name),
    telemetry: world.telemetry,
  };
}

type Ask = <T>(name: string, kind: CallKind, about: About) => Promise<T>;

function storePort({ store }: World, ask: Ask): Ports['store'] {
  return {
    create: (record) =>
      ask('store.create', 'write', {
        pk: record.pk,
        about: `${record.pk} ${record.status}`,
        effect: () => store.create(record),
      }),
    update: (write) =>
      ask('store.update', 'write', {
        pk: write.pk,
        about: describeWrite(write),
        effect: () => store.update(write),
      }),
    get: (pk) => ask('store.get', 'read', { pk, about: pk, effect: () => store.get(pk) }),
    due: (query) =>
      ask('index.due', 'index', {
        pk: undefined,
        about: `${query.shard} until ${query.until}`,
        effect: () => store.due(query),
        variants: { stale: () => store.dueStale(query) },
      }),
  };
}

function reconcilePorts(
  { store, states, holders }: World,
  ask: Ask,
): Pick<Ports, 'documents' | 'holders' | 'states'> {
  return {
    holders: {
      hold: (key, mine, replacing) =>
        ask('holders.hold', 'write', {
          pk: undefined,
          about: `${key} for ${mine.pk}${replacing === undefined ? '' : ', replacing'}`,
          effect: () => holders.hold(key, mine, replacing),
        }),
    },
    documents: {
      async *listEvents(query) {
        const about = `${query.documentKey} ${query.idPrefix ?? ''}`;
        const effect = () => listed(store.listEvents(query));
        yield* await ask<readonly EventRecord[]>('documents.listEvents', 'read', {
          pk: undefined,
          about,
          effect,
        });
      },
    },
    states: {
      load: (key) =>
        ask('states.load', 'read', { pk: undefined, about: key, effect: () => states.load(key) }),
      save: (key, state) =>
        ask('states.save', 'write', {
          pk: undefined,
          about: `${key} version ${state.version}`,
          effect: () => states.save(key, state),
        }),
    },
  };
}

async function listed<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) {
    list.push(item);
  }
  return list;
}

function bucketPorts({ bucket }: World, ask: Ask): Pick<Ports, 'results' | 'raw'> {
  return {
    results: {
      put: (object) =>
        ask('results.put', 'write', {
          pk: object.identity.pk,
          about: `generation ${object.identity.generation} ${JSON.stringify(object.condition)}`,
          effect: () => bucket.put(object),
        }),
      head: (key) =>
        ask('results.head', 'read', { pk: undefined, about: key, effect: () => bucket.head(key) }),
      read: (key) =>
        ask('results.read', 'read', { pk: undefined, about: key, effect: () => bucket.read(key) }),
    },
    raw: {
      putRaw: (key, body) =>
        ask('raw.put', 'write', { pk: undefined, about: key, effect: () => bucket.putRaw(key, body) }),
      getRaw: (key) =>
        ask('raw.get', 'read', { pk: undefined, about: key, effect: () => bucket.getRaw(key) }),
      renewRaw: (key, body) =>
        ask('raw.renew', 'write', { pk: undefined, about: key, effect: () => bucket.renewRaw(key, body) }),
    },
  };
}

function secretPorts({ secrets }: World, ask: Ask): Pick<Ports, 'keys' | 'tokens'> {
  return {
    keys: {
      signingKeys: (source) =>
        ask('secrets.keys', 'read', {
          pk: undefined,
          about: source,
          effect: () => secrets.signingKeys(source),
        }),
    },
    tokens: {
      apiToken: (source, options) =>
        ask('secrets.token', 'read', {
          pk: undefined,
          about: `${source}${options?.refresh ? ' (fresh)' : ''}`,
          effect: () => secrets.apiToken(source, options),
        }),
    },
  };
}

/** The provider's dead letters, as an operator's command reaches them. */
export function interceptedDeadLetters(
  actor: Actor,
  deadLetters: DeadLetterQueue,
  submit: Submit,
): DeadLetterQueue {
  return {
    receive: () =>
      submit(actor, {
        name: 'deadLetters.receive',
        kind: 'read',
        pk: undefined,
        about: '',
        effect: () => deadLetters.receive(),
      }),
    delete: (deadLetter) =>
      submit(actor, {
        name: 'deadLetters.delete',
        kind: 'write',
        pk: undefined,
        about: deadLetter.receipt,
        effect: () => deadLetters.delete(deadLetter),
      }),
    release: (kept) =>
      submit(actor, {
        name: 'deadLetters.release',
        kind: 'write',
        pk: undefined,
        about: String(kept.length),
        effect: () => deadLetters.release(kept),
      }),
  };
}

type About = Omit<CallRequest, 'name' | 'kind'>;

function httpCall(request: HttpGet, api: World['api']): About {
  const { pathname } = new URL(request.url);
  const asked = (answer: ReturnType<typeof respond>) => async () => {
    await api.get(request);
    return answer;
  };
  return {
    pk: undefined,
    about: pathname,
    token: request.headers?.authorization,
    effect: () => api.get(request),
    variants: {
      throttled: asked(respond(429, {}, { 'retry-after': '7' })),
      unavailable: asked(respond(500, {})),
      'cut-off': asked(respond(200, '{"status":"DO')),
    },
  };
}

function describeWrite({ pk, set, expect }: ConditionalWrite): string {
  const expected = expect.map((expectation) =>
    'equals' in expectation ? `${expectation.attribute}=${expectation.equals}` : expectation.attribute,
  );
  return `${pk} ⇒ ${set.status ?? 'same state'} if ${expected.join(', ') || 'anything'}`;
}

/** Each process has luck of its own: the same jitter for all would never let a back-off grow. */
function toSeed(name: string): number {
  return Buffer.from(sha256Hex(name), 'hex').readUInt32BE(0);
}

/** What a failing call says: HTTP clients speak in kinds, AWS clients in errors of their own. */
export function failure(call: PortCall, what: 'failed' | 'timed out'): Error {
  const message = `Simulated: ${call.name} ${what}.`;
  return call.kind === 'http' ? new ProviderError('transient', message) : new SimulatedAwsError(message);
}

class SimulatedAwsError extends Error {
  override readonly name = 'SimulatedAwsError';
}
