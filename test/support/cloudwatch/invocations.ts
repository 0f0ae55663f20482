import type { PowertoolsTelemetry } from '../../../lambda/adapters/telemetry/powertools-telemetry';
import { INLINE_BODY_BYTES, MAX_BODY_BYTES } from '../../../lambda/domain/lifecycle/policy';
import { type ErrorKind, ProviderError } from '../../../lambda/domain/provider/error-kinds';
import type {
  IncomingEvent,
  ListRequest,
  Provider,
  SignatureFailure,
} from '../../../lambda/domain/provider/provider';
import { neutralProvider } from '../../simulated/neutral/neutral-provider';
import { type Behaviour, constant, extractionFails, refusing } from '../../simulated/provider-stand-in';
import { SOURCE_ID, type World } from '../../simulated/world';
import { overriding, unavailable } from '../scenes/overriding';
import { recover } from '../scenes/replay-scene';
import {
  bareWorld,
  EVENT,
  givenProcessed,
  givenWaiting,
  PK,
  processVisible,
  recordOf,
  setRecord,
} from '../scenes/scene';
import {
  type Invocation,
  invokeIngest,
  invokeProcessor,
  invokeReconciler,
  invokeSweeper,
  sweepLater,
} from './invocation';
import { finished, startReconciler } from './reconcile-runs';

const DAY_S = 86_400;
const HOUR_MS = 3_600_000;
/** After the end of every window: the last message of its own was sent. */
const LONG_AFTER = Date.UTC(2099, 0);
const always = (status: number): Behaviour => refusing(status, Number.POSITIVE_INFINITY, { next: constant });

/** Everything that can happen and is counted or measured, by the names the tests use. */
export const INVOCATIONS = {
  'accepts an event': invokeIngest(() => bareWorld(), EVENT),
  'meets another event under a known id': invokeIngest(() => givenProcessed(), {
    ...EVENT,
    document: 'doc-2',
  }),
  'renews the body of an event': invokeIngest(() => givenWaiting(), { ...EVENT, at: 'later' }),
  'meets an event again, with another body': invokeIngest(() => givenProcessed(), { ...EVENT, at: 'later' }),
  'archives an event': invokeIngest(() => bareWorld(), { ...EVENT, type: 'note' }),
  'cannot read a body': invokeIngest(() => bareWorld(), Buffer.from('not JSON')),
  'sees type and status disagree': invokeIngest(
    () => bareWorld({ provider: withEventFields({ statusMismatch: true }) }),
    EVENT,
  ),
  'sees a payload of unknown shape': invokeIngest(
    () => bareWorld({ provider: withEventFields({ unknownShape: true }) }),
    EVENT,
  ),
  'refuses a signature': invokeIngest(() => bareWorld({ provider: withSignatureFailure('mismatch') }), EVENT),
  'refuses a request without a signature': invokeIngest(
    () => bareWorld({ provider: withSignatureFailure('missing') }),
    EVENT,
  ),
  'refuses a malformed signature': invokeIngest(
    () => bareWorld({ provider: withSignatureFailure('malformed') }),
    EVENT,
  ),
  'refuses a signature of the future': invokeIngest(
    () => bareWorld({ provider: withSignatureFailure('future') }),
    EVENT,
  ),
  'refuses a signature that came too late': invokeIngest(
    () => bareWorld({ provider: withSignatureFailure('stale') }),
    EVENT,
  ),
  'refuses in set-up mode': invokeIngest(() => {
    const world = bareWorld();
    world.secrets.keys.delete(SOURCE_ID);
    return world;
  }, EVENT),
  'refuses a body over the limit': invokeIngest(() => bareWorld(), Buffer.alloc(MAX_BODY_BYTES + 1)),
  'cannot claim': invokeIngest(
    () => bareWorld(),
    EVENT,
    (world) => ({
      store: overriding(world.ports.store, { create: unavailable }),
    }),
  ),
  'cannot send': invokeIngest(
    () => bareWorld(),
    EVENT,
    (world) => ({
      queue: overriding(world.ports.queue, { send: unavailable }),
    }),
  ),
  'stores a result': invokeProcessor(() => givenWaiting()),
  'stores an empty result': invokeProcessor(() =>
    givenWaiting(constant, {
      provider: withFetch(async () => ({ kind: 'data', extraction: Buffer.from('{}'), empty: true })),
    }),
  ),
  'records a failed extraction': invokeProcessor(() => givenWaiting(extractionFails)),
  'is answered with another document': invokeProcessor(() =>
    givenWaiting(constant, {
      provider: withFetch(async ({ onMismatch }) => {
        onMismatch({ field: 'document', expected: 'doc-1', got: 'doc-2' });
        throw new ProviderError('identity_mismatch', 'The answer names another document.');
      }),
    }),
  ),
  'finds a result that was deleted': invokeProcessor(async () => {
    const world = await givenWaiting(constant, { provider: withFetch(throwError('no_longer_available')) });
    world.clock.advance(HOUR_MS / 2);
    return world;
  }),
  'works on an event whose body is lost': invokeProcessor(
    () => givenWaiting(constant, { body: { ...EVENT, at: 'x'.repeat(INLINE_BODY_BYTES) } }),
    (world) => ({ raw: overriding(world.ports.raw, { getRaw: async () => undefined }) }),
  ),
  'downloads what an archived event links to': invokeProcessor(() =>
    givenWaiting(constant, {
      provider: {
        ...withEventFields({ disposition: 'archive_link' }),
        fetchResult: async () => ({ kind: 'content', content: Buffer.from('{}') }),
      },
    }),
  ),
  'finds an archived event’s link expired': invokeProcessor(() =>
    givenWaiting(constant, {
      provider: {
        ...withEventFields({ disposition: 'archive_link' }),
        fetchResult: throwError('link_expired'),
      },
    }),
  ),
  'replays an event in vain': invokeProcessor(async () => {
    const world = await givenReplayed();
    world.api.behaviours.set('/documents/doc-1', always(400));
    return world;
  }),
  'gives an event up': invokeProcessor(() => givenWaiting(always(400))),
  'is throttled': invokeProcessor(() => givenWaiting(always(429))),
  'is refused for its token': invokeProcessor(() => givenWaiting(always(401))),
  'retries an event of thirteen hours': invokeProcessor(async () => {
    const world = await givenWaiting(always(500), { policy: { retryWindowSeconds: DAY_S } });
    world.clock.advance(13 * HOUR_MS);
    return world;
  }),
  'cannot send a retry': invokeProcessor(
    () => givenWaiting(always(500)),
    (world) => ({ queue: overriding(world.ports.queue, { send: unavailable }) }),
  ),
  'breaks on an event': invokeProcessor(() => givenWaiting(constant, { provider: withFetch(breakDown) })),
  'takes a lease over': invokeProcessor(async () => {
    const world = await givenWaiting();
    const leaseUntil = world.clock.now() - 1;
    setRecord(world, { status: 'PROCESSING', leaseOwner: 'dead', leaseUntil });
    return world;
  }),
  'finds the result that reconciliation fetched': { service: 'process', run: processCoveredEvent },
  'loses its lease': invokeProcessor(async () => {
    const world = await givenWaiting(() => {
      setRecord(world, { leaseOwner: 'other', writeId: 'other' });
      return constant({ document: EVENT.document ?? '', times: 0, now: 0 });
    });
    return world;
  }),
  'knows no such event': invokeProcessor(async () => {
    const world = await givenWaiting();
    world.store.records.clear();
    return world;
  }),
  'drops a message whose source was removed': invokeProcessor(async () => {
    const world = await givenWaiting();
    world.sources.clear();
    return world;
  }),
  'finds an event whose source was removed': {
    service: 'sweep',
    run: async (telemetry) => {
      const world = await givenWaiting(constant, { policy: { retryWindowSeconds: DAY_S } });
      world.sources.clear();
      await sweepLater(world, telemetry);
    },
  },
  'sends an event of thirteen hours again': invokeSweeper({ policy: { retryWindowSeconds: DAY_S } }),
  'gives an event up in a sweep': invokeSweeper({}, { updatedAt: LONG_AFTER }),
  'gives an event up in a sweep whose result was deleted': invokeSweeper(
    {},
    { updatedAt: LONG_AFTER, lastError: { kind: 'no_longer_available', message: 'The result was deleted.' } },
  ),
  'gives a replay up in a sweep': {
    service: 'sweep',
    run: async (telemetry) => {
      const world = await givenReplayed();
      setRecord(world, { updatedAt: LONG_AFTER });
      await sweepLater(world, telemetry);
    },
  },
  'finds a document whose webhook never came': invokeReconciler(finished),
  'cannot send a captured document': invokeReconciler(finished, (world) => {
    world.queue.send = unavailable;
  }),
  'finds a document that cannot be captured': invokeReconciler(() => ({
    documents: [],
    unusable: ['no id'],
  })),
  'is throttled when it asks what was finished': invokeReconciler(throttledList),
  'is refused when it asks what was finished': invokeReconciler(() => {
    throw new ProviderError('credentials', 'The provider answered 401.');
  }),
  'gets no page for a source that is overdue': {
    service: 'reconcile',
    run: async (telemetry) => {
      const world = bareWorld();
      const down = () => {
        throw new ProviderError('transient', 'The provider answered 500.');
      };
      for (let start = 0; start < 3; start += 1) {
        await startReconciler(world, down, telemetry).catch(() => {});
        world.clock.advance(HOUR_MS);
      }
    },
  },
  'finds the placeholder where the API token should be': invokeReconciler(finished, (world) =>
    world.secrets.tokens.delete(SOURCE_ID),
  ),
} as const satisfies Readonly<Record<string, Invocation>>;

export type InvocationName = keyof typeof INVOCATIONS;

/** A world in which a stored event was replayed, its message in the queue. */
async function givenReplayed(): Promise<World> {
  const world = await givenProcessed();
  const { outcome } = await recover(PK, world.recoveryDeps());
  if (outcome !== 'done') {
    throw new Error(`The event was not replayed: ${outcome}.`);
  }
  return world;
}

function withSignatureFailure(reason: SignatureFailure) {
  return { ...neutralProvider, verify: () => ({ valid: false, reason }) as const };
}

/** The neutral provider, which says this of each event as well. */
function withEventFields(said: Partial<IncomingEvent>): Provider {
  const parseEvent: Provider['parseEvent'] = (body) => {
    const result = neutralProvider.parseEvent(body);
    return result.kind === 'event' ? { ...result, event: { ...result.event, ...said } } : result;
  };
  return { ...neutralProvider, parseEvent };
}

/** The neutral provider, whose answers come from `fetch`. */
function withFetch(fetchResult: Provider['fetchResult']): Provider {
  return { ...neutralProvider, fetchResult };
}

function throwError(kind: ErrorKind): Provider['fetchResult'] {
  return async () => {
    throw new ProviderError(kind, `An error of the kind ${kind}.`);
  };
}

async function breakDown(): Promise<never> {
  throw new TypeError('The processor crashed.');
}

async function throttledList(world: World, request: ListRequest<unknown>): Promise<never> {
  world.api.behaviours.set('/documents', always(429));
  const authorization = await request.apiToken();
  const { deadline, maxBytes } = request;
  await request.http.get({
    url: 'https://provider.test/documents',
    headers: { authorization },
    deadline,
    maxBytes,
  });
  throw new ProviderError('throttled', 'The provider answered 429.');
}

/** Of two events of one document the reconciled one was first, and holds it. */
async function processCoveredEvent(telemetry: PowertoolsTelemetry): Promise<void> {
  const other = { ...recordOf(await givenProcessed()), pk: 'inbox#recon:doc-1', eventId: 'recon:doc-1' };
  const world = await givenWaiting();
  world.store.records.set(other.pk, other);
  const holders: World['ports']['holders'] = { hold: async () => ({ pk: other.pk, token: 'of-the-other' }) };
  const source = { ...world.source, reconcile: { everyMinutes: 60, horizonDays: 30, settleMinutes: 15 } };
  const deps = world.processDeps({ ...world.ports, holders, telemetry });
  await processVisible(world, { ...deps, sources: new Map([[source.id, source]]) });
}
