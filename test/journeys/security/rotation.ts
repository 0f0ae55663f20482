import { concurrently } from '../../../lambda/usecases/concurrently';
import { eventually } from '../../support/eventually';
import type { Journey } from '../stack/journey';
import { freshIds, type RunningStack } from '../stack/running-stack';
import { putSigningSecret } from './put-secret';
import { CACHE_MS, mostReads } from './secret-reads';

const AT_ONCE = 16;
/** Of the 2,000 deliveries: with the old key while the new one becomes known, half and half, with the new one alone. */
const BEFORE = 500;
const MIXED = 1_000;
const AFTER = 500;
/** Parts in which a time is waited for. */
const SHARES = 10;

/** The README's recipe, step by step, under load. The sources take turns. */
export function describeRotation(stack: RunningStack, sources: readonly string[]): void {
  it('a key is rotated without one valid delivery refused, and the old one ends', async () => {
    const { journey } = stack;
    const putAll = (...names: string[]) =>
      Promise.all(
        sources.map((source) =>
          put(
            journey,
            source,
            names.map((name) => readKey(source, name)),
          ),
        ),
      );
    const deliver = (names: readonly string[]) => sendAll(journey, sources, names);
    await putAll('old');
    await eventually(async () => only(await deliver(['old', 'old']), 200) || undefined, 3 * CACHE_MS);

    await putAll('new', 'old');
    const early = await whileSending(CACHE_MS, () => deliver(Array(BEFORE / SHARES).fill('old')));
    const mixed = await deliver(Array.from({ length: MIXED }, (_, at) => (at % 4 < 2 ? 'old' : 'new')));
    await putAll('new');
    const late = await whileSending(CACHE_MS, () => deliver(Array(AFTER / SHARES).fill('new')));

    expect(added([early, mixed, late])).toEqual({ 200: BEFORE + MIXED + AFTER });
    expect(await deliver(Array(200).fill('old'))).toEqual({ 401: 200 });
  });

  it('a key is read at most once per floor and process, however many signatures are wrong', async () => {
    const { journey } = stack;
    const before = journey.ingestCalls('secretsmanager');
    const started = Date.now();
    expect(await sendAll(journey, sources, Array(1_000).fill('wrong'))).toEqual({ 401: 1_000 });
    const reads = journey.ingestCalls('secretsmanager') - before;
    expect(reads).toBeLessThanOrEqual(mostReads(Date.now() - started) * sources.length);
  });

  it('a key that is used the moment it is put in is known after the floor', async () => {
    const { journey } = stack;
    const [source = ''] = sources;
    expect(await sendAll(journey, [source], ['newest'])).toEqual({ 401: 1 });
    await put(journey, source, [readKey(source, 'newest'), readKey(source, 'new')]);
    await eventually(
      async () => only(await sendAll(journey, [source], ['newest']), 200) || undefined,
      CACHE_MS,
    );
    expect(await sendAll(journey, [source], ['new'])).toEqual({ 200: 1 });
  });
}

const readKey = (source: string, name: string) => `canary_${name}_key_of_${source}`;

const only = (counts: Counts, status: number) => Object.keys(counts).join() === String(status);

/** Status → answers. */
type Counts = Record<number, number>;

function added(all: readonly Counts[]): Counts {
  const sum: Counts = {};
  for (const [status, count] of all.flatMap((counts) => Object.entries(counts))) {
    sum[Number(status)] = (sum[Number(status)] ?? 0) + count;
  }
  return sum;
}

function put(journey: Journey, source: string, keys: readonly string[]): Promise<void> {
  return putSigningSecret(journey, source, JSON.stringify(keys));
}

/** One delivery per name of a key, of a type that is only kept: what is on trial is the door, not what lies behind it. */
async function sendAll(
  journey: Journey,
  sources: readonly string[],
  names: readonly string[],
): Promise<Counts> {
  const counts: Counts = {};
  await concurrently([...names.entries()], AT_ONCE, async ([at, name]) => {
    const source = sources[at % sources.length] ?? '';
    const { body } = journey.sample(journey.source(source).provider, 'unknown', freshIds());
    const { status } = await journey.send(source, body, { signingKey: readKey(source, name) });
    counts[status] = (counts[status] ?? 0) + 1;
  });
  return counts;
}

/** Spreads the work over a time, and ends when both are over. */
async function whileSending(milliseconds: number, work: () => Promise<Counts>): Promise<Counts> {
  const all: Counts[] = [];
  const started = Date.now();
  for (let done = 1; done <= SHARES; done += 1) {
    all.push(await work());
    await eventually(
      async () => Date.now() - started >= (milliseconds * done) / SHARES || undefined,
      milliseconds,
    );
  }
  return added(all);
}
