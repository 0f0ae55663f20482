import { inspect } from 'node:util';
import type { ProviderError } from '../../../../lambda/domain/provider/error-kinds';
import type { HttpClient, HttpGet, HttpResponse } from '../../../../lambda/domain/provider/provider';
import { ProviderGate } from '../../../../lambda/usecases/process/provider-gate';
import { SimulatedClock } from '../../../simulated/simulated-clock';

const START = Date.parse('2024-01-15T10:31:00.000Z');
const HOUR = 3_600_000;
const OK: HttpResponse = { status: 200, headers: {}, body: Buffer.from('{}') };

type Headers = Record<string, string>;

function throttled(retryAfter?: string): HttpResponse {
  return { status: 429, headers: { 'retry-after': retryAfter }, body: Buffer.alloc(0) };
}

function setUp(answer: () => HttpResponse | Promise<HttpResponse> = () => OK, requestsPerSecond = 4) {
  const clock = new SimulatedClock({ start: START });
  const calls: number[] = [];
  const client: HttpClient = {
    get: async () => {
      calls.push(clock.now() - START);
      return answer();
    },
  };
  const gate = new ProviderGate({ requestsPerSecond, clock });
  const guarded = gate.guard(client);
  const send = (request: Pick<HttpGet, 'deadline' | 'headers'> & { readonly url?: string }) =>
    guarded.get({ url: 'https://provider.test/', maxBytes: 1_000, ...request });
  const get = (deadline = clock.now() + HOUR) => send({ deadline });
  const getWith = (headers: Headers) => send({ deadline: clock.now() + HOUR, headers });
  const getFrom = (url: string) => send({ deadline: clock.now() + HOUR, url });
  return { clock, calls, get, getWith, getFrom, gate, client };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await Promise.resolve();
  }
}

/** Lets virtual time pass in steps small enough for every sleeper to act at its own moment. */
async function pass(clock: SimulatedClock, milliseconds: number): Promise<void> {
  const end = clock.now() + milliseconds;
  await settle();
  for (let wake = clock.nextWake(); wake !== undefined && wake <= end; wake = clock.nextWake()) {
    clock.advanceTo(wake);
    await settle();
  }
  clock.advanceTo(end);
  await settle();
}

const catchError = (call: Promise<unknown>): Promise<ProviderError> =>
  call.then(
    () => Promise.reject(new Error('The call was let through.')),
    (error: ProviderError) => error,
  );

describe('pacing', () => {
  it('spaces calls made at once by the rate', async () => {
    const { clock, calls, get } = setUp();
    const all = Promise.all(Array.from({ length: 5 }, () => get()));
    await pass(clock, 2_000);
    await all;
    expect(calls).toEqual([0, 250, 500, 750, 1_000]);
  });

  it('does not save up slots while nobody calls', async () => {
    const { clock, calls, get } = setUp();
    await get();
    await pass(clock, 10_000);
    const all = Promise.all([get(), get(), get()]);
    await pass(clock, 2_000);
    await all;
    expect(calls).toEqual([0, 10_000, 10_250, 10_500]);
  });

  it('counts the calls of all clients behind one gate', async () => {
    const { clock, calls, get, gate, client } = setUp();
    const other = gate.guard(client);
    const request = { url: 'https://provider.test/', deadline: START + 60_000, maxBytes: 1 };
    const all = Promise.all([get(), other.get(request)]);
    await pass(clock, 1_000);
    await all;
    expect(calls).toEqual([0, 250]);
  });

  it('refuses a call whose slot lies past its deadline, and keeps the slot for another', async () => {
    const { clock, calls, get } = setUp();
    await get();
    const refused = await catchError(get(START + 250));
    expect(refused).toMatchObject({ kind: 'throttled', retryAfter: 250 });
    const next = get();
    await pass(clock, 250);
    await next;
    expect(calls).toEqual([0, 250]);
  });
});

describe('a 429', () => {
  it.each([
    ['7', 7_000],
    ['1800', 0.5 * HOUR],
    ['21600', 6 * HOUR],
    ['90000', 6 * HOUR],
    [new Date(START + 7_000).toUTCString(), 7_000],
    [new Date(START + 2 * HOUR).toUTCString(), 2 * HOUR],
    [new Date(START + 25 * HOUR).toUTCString(), 6 * HOUR],
    ['retry 120', 2_000],
    [undefined, 2_000],
  ])('with Retry-After: %s closes the gate for %i ms', async (header, closedFor) => {
    let answer = throttled(header);
    const { clock, calls, get } = setUp(() => answer);
    expect((await get()).status).toBe(429);
    answer = OK;
    expect(await catchError(get())).toMatchObject({ kind: 'throttled', retryAfter: closedFor });
    await pass(clock, closedFor - 1);
    expect(await catchError(get())).toMatchObject({ kind: 'throttled', retryAfter: 1 });
    await pass(clock, 1);
    expect((await get()).status).toBe(200);
    expect(calls).toEqual([0, closedFor]);
  });

  it('with a date closes the gate until then by the provider’s clock, whatever ours says', async () => {
    const providersNow = START + 3_600_000;
    const date = (milliseconds: number) => new Date(providersNow + milliseconds).toUTCString();
    const headers = { 'retry-after': date(7_000), date: date(0) };
    const { clock, get } = setUp(() => ({ status: 429, headers, body: Buffer.alloc(0) }));
    await get();
    await pass(clock, 6_999);
    expect(await catchError(get())).toMatchObject({ kind: 'throttled', retryAfter: 1 });
    await pass(clock, 1);
    expect((await get()).status).toBe(429);
  });

  it('is heard of once; our own refusals are not', async () => {
    const { gate, client, clock } = setUp(() => throttled('7'), 1);
    const heard = jest.fn();
    const guarded = gate.guard(client, heard);
    const request = { url: 'https://provider.test/', maxBytes: 1 };
    await guarded.get({ ...request, deadline: START + 60_000 });
    await catchError(guarded.get({ ...request, deadline: START + 60_000 }));
    await pass(clock, 7_000);
    await guarded.get({ ...request, deadline: START + 60_000 });
    await catchError(guarded.get({ ...request, deadline: START + 7_001 }));
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('refuses those who were waiting for their slot', async () => {
    const { clock, calls, get } = setUp(() => throttled('7'));
    const first = get();
    const waiting = [catchError(get()), catchError(get())];
    await pass(clock, 1_000);
    await first;
    expect(await Promise.all(waiting)).toMatchObject([
      { kind: 'throttled', retryAfter: 6_750 },
      { kind: 'throttled', retryAfter: 6_500 },
    ]);
    expect(calls).toEqual([0]);
  });

  it('never opens earlier because a later answer asks for less', async () => {
    const answer: ((response: HttpResponse) => void)[] = [];
    const { clock, get } = setUp(() => new Promise((resolve) => answer.push(resolve)));
    const both = Promise.all([get(), get()]);
    await pass(clock, 1_000);
    answer[0]?.(throttled('60'));
    await settle();
    answer[1]?.(throttled('1'));
    await both;
    await pass(clock, 1_000);
    expect(await catchError(get())).toMatchObject({ retryAfter: 59_000 });
  });

  it('says that the provider was not called', async () => {
    const { get } = setUp(() => throttled('7'));
    await get();
    expect((await catchError(get())).message).toBe('The provider asked for a pause; not called.');
  });
});

describe('a 429 and several API tokens', () => {
  const ONE = { authorization: 'Bearer canary-one' };
  const OTHER = { authorization: 'Bearer canary-other' };

  function setUpThrottledOnce() {
    const answers = [throttled('1800')];
    return setUp(() => answers.shift() ?? OK);
  }

  it.each([
    ['another token', ONE, OTHER],
    ['no token', ONE, {}],
    ['a token, when the 429 answered a call without one', {}, ONE],
  ])('leaves the gate open for calls with %s', async (_, closed: Headers, open: Headers) => {
    const { clock, getWith } = setUpThrottledOnce();
    await getWith(closed);
    await pass(clock, 250);
    expect((await getWith(open)).status).toBe(200);
    expect(await catchError(getWith(closed))).toMatchObject({ kind: 'throttled', retryAfter: 1_799_750 });
    await pass(clock, 1_799_750);
    expect((await getWith(closed)).status).toBe(200);
  });

  it('of a host without a token closes the gate for that host alone', async () => {
    const answers = [throttled('1800')];
    const { clock, getFrom } = setUp(() => answers.shift() ?? OK);
    await getFrom('https://one.test/a');
    await pass(clock, 250);
    expect((await getFrom('https://other.test/a')).status).toBe(200);
    expect(await catchError(getFrom('https://one.test/b'))).toMatchObject({ kind: 'throttled' });
  });

  it('keeps the longer of two pauses of one token, whatever another token is told', async () => {
    const answers = [throttled('60'), throttled('1')];
    const { clock, getWith } = setUp(() => answers.shift() ?? OK);
    await getWith(ONE);
    await pass(clock, 250);
    await getWith(OTHER);
    await pass(clock, 1_000);
    expect((await getWith(OTHER)).status).toBe(200);
    expect(await catchError(getWith(ONE))).toMatchObject({ retryAfter: 58_750 });
  });

  it('paces the calls of all tokens together', async () => {
    const { clock, calls, getWith } = setUp();
    const all = Promise.all([getWith(ONE), getWith(OTHER), getWith({})]);
    await pass(clock, 1_000);
    await all;
    expect(calls).toEqual([0, 250, 500]);
  });

  it('names no token in its refusal', async () => {
    const { getWith } = setUpThrottledOnce();
    await getWith(ONE);
    const refusal = await catchError(getWith(ONE));
    expect(inspect(refusal, { depth: 5 })).not.toContain('canary');
  });
});

describe('any other answer', () => {
  it.each([200, 401, 404, 500, 503])('%i leaves the gate open', async (status) => {
    const { clock, get } = setUp(() => ({ ...OK, status, headers: { 'retry-after': '60' } }));
    await get();
    await pass(clock, 250);
    expect((await get()).status).toBe(status);
  });

  it('a network error leaves the gate open', async () => {
    let broken = true;
    const { clock, get } = setUp(() => {
      if (broken) {
        throw new Error('socket hang up');
      }
      return OK;
    });
    await expect(get()).rejects.toThrow('socket hang up');
    broken = false;
    await pass(clock, 250);
    expect((await get()).status).toBe(200);
  });
});
