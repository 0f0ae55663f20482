import { type ErrorKind, ProviderError } from '../../../../lambda/domain/provider/error-kinds';
import type { Provider } from '../../../../lambda/domain/provider/provider';
import { fixture } from '../fixture';
import { DEADLINE, errorFrom, fetchFrom, TOKEN } from '../support/fetch-from';
import { apiAnswering, type ScriptedHttp } from '../support/scripted-http';
import type { ConformanceCases } from './cases';

/** What parse + stringify would corrupt: big numbers, duplicate keys, escapes, spacing, unicode. */
const AWKWARD =
  '{ "n":12345678901234567890.10, "n":1e400,"s":"\\u00e9\\ud800 é 💥\\/", "__proto__":{"a":1}, "list":[ 1.0 , -0 ] }';

export function describeFetchResult<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  const delivery = fixture(provider.manifest.id, cases.fetched.delivery);
  const bench: FetchBench = {
    cases,
    attempt: (http, more) => fetchFrom(provider, { delivery, http, options: cases.options, ...more }),
  };
  describe('fetching', () => {
    describeData(bench);
    describeStatuses(bench);
    describeRetryAfter(bench);
    describeBadAnswers(bench);
    describeSecrecy(bench);
  });
}

interface FetchBench {
  readonly cases: ConformanceCases;
  attempt(
    http: ScriptedHttp,
    more?: { token?: string; maxBytes?: number },
  ): ReturnType<typeof fetchFrom<unknown>>;
}

function describeData({ cases, attempt }: FetchBench): void {
  test("gives the provider's bytes as they came", async () => {
    const body = cases.fetched.completed(AWKWARD);
    const fetched = await attempt(apiAnswering({ status: 200, body }));
    expect(fetched.kind === 'data' && Buffer.from(fetched.extraction).toString()).toBe(body);
  });

  test('hands deadline and size limit to the client, and the token to the API alone', async () => {
    const http = apiAnswering({ status: 200, body: cases.fetched.completed('{}') });
    await attempt(http, { maxBytes: 4321 });
    const authorized = http.requests.filter(
      (request) => request.headers?.authorization === `Bearer ${TOKEN}`,
    );
    expect(authorized).toHaveLength(1);
    expect(authorized[0]).toMatchObject({ deadline: DEADLINE });
    expect(http.requests.every(({ deadline, maxBytes }) => deadline <= DEADLINE && maxBytes === 4321)).toBe(
      true,
    );
  });

  test('takes a token that ends in a line break', async () => {
    const http = apiAnswering({ status: 200, body: cases.fetched.completed('{}') });
    await attempt(http, { token: `${TOKEN}\n` });
    expect(http.requests.at(-1)?.headers?.authorization).toBe(`Bearer ${TOKEN}`);
  });
}

function describeStatuses({ attempt }: FetchBench): void {
  test.each<[number, ErrorKind]>([
    [201, 'transient'],
    [204, 'transient'],
    [206, 'transient'],
    [301, 'transient'],
    [302, 'transient'],
    [400, 'permanent'],
    [401, 'credentials'],
    [402, 'credentials'],
    [403, 'credentials'],
    [404, 'not_found'],
    [408, 'transient'],
    [409, 'transient'],
    [410, 'permanent'],
    [422, 'permanent'],
    [423, 'transient'],
    [425, 'transient'],
    [429, 'throttled'],
    [500, 'transient'],
    [502, 'transient'],
    [503, 'transient'],
  ])('takes HTTP %i for %s and says so', async (status, kind) => {
    const error = await errorFrom(
      attempt(apiAnswering({ status, headers: { location: 'https://other.example/' } })),
    );
    expect(error).toMatchObject({ kind, retryAfter: undefined });
    expect(error.message).toContain(`got HTTP ${status}`);
  });

  test("hands the client's own errors on", async () => {
    const failure = new ProviderError('transient', 'The connection broke.');
    expect(await errorFrom(attempt(apiAnswering(failure)))).toBe(failure);
  });
}

function describeRetryAfter({ attempt }: FetchBench): void {
  test.each<[string, Record<string, string>, number | undefined]>([
    ['seconds', { 'retry-after': '7' }, 7_000],
    [
      "a date, counted from the answer's own",
      { 'retry-after': 'Thu, 01 Jan 2026 00:01:30 GMT', date: 'Thu, 01 Jan 2026 00:00:00 GMT' },
      90_000,
    ],
    ['a date without a date to count from', { 'retry-after': 'Thu, 01 Jan 2026 00:01:30 GMT' }, 90_000],
    ['a date gone by', { 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
  ])('reads Retry-After as %s', async (_, headers, retryAfter) => {
    for (const status of [429, 503]) {
      const error = await errorFrom(attempt(apiAnswering({ status, headers })));
      expect(error.retryAfter).toBe(retryAfter);
    }
  });
}

function describeBadAnswers({ cases, attempt }: FetchBench): void {
  test('asks again after an answer that is not a JSON object in UTF-8', async () => {
    const whole = cases.fetched.completed('{"a":"b"}');
    const latin1 = Buffer.from(whole.replace('"b"', '"é"'), 'latin1');
    const bodies = ['', '<html>', 'null', '[]', '"text"', whole.slice(0, -3), `\ufeff\ufeff${whole}`, latin1];
    for (const body of bodies) {
      expect(await errorFrom(attempt(apiAnswering({ status: 200, body })))).toMatchObject({
        kind: 'transient',
      });
    }
  });

  test('gives up on an answer over the size limit', async () => {
    const body = cases.fetched.completed(`{"a":"${'x'.repeat(500)}"}`);
    const error = await errorFrom(attempt(apiAnswering({ status: 200, body }), { maxBytes: 400 }));
    expect(error.kind).toBe('permanent');
  });

  test('takes an answer of any number of lists and objects below the size limit', async () => {
    const body = cases.fetched.completed(`{"a":[${'[],{},'.repeat(1_500_000)}[]]}`);
    const fetched = await attempt(apiAnswering({ status: 200, body }), { maxBytes: 10_000_000 });
    expect(fetched.kind === 'data' && Buffer.from(body).equals(fetched.extraction)).toBe(true);
  });

  test('judges a refusal by its status, whatever its body holds', async () => {
    for (const [status, kind] of [
      [429, 'throttled'],
      [503, 'transient'],
    ] as const) {
      const http = apiAnswering({ status, body: '['.repeat(1_000_001) });
      expect(await errorFrom(attempt(http, { maxBytes: 10_000_000 }))).toMatchObject({ kind });
    }
  });

  test('calls a token that no header can carry a matter of credentials', async () => {
    for (const token of ['', 'two words', 'a\r\nx-evil: 1', 'schlüssel']) {
      const http = apiAnswering({ status: 200, body: cases.fetched.completed('{}') });
      expect(await errorFrom(attempt(http, { token }))).toMatchObject({ kind: 'credentials' });
      expect(http.requests.every((request) => !request.headers?.authorization)).toBe(true);
    }
  });
}

function describeSecrecy({ attempt }: FetchBench): void {
  test('puts no token, and nothing of a body, into an error', async () => {
    const echo = `${TOKEN} PAYLOAD_VALUE`;
    const body = JSON.stringify({ code: echo, message: echo, error: echo, errorMessage: echo, status: echo });
    for (const status of [200, 301, 400, 401, 403, 404, 429, 500]) {
      const error = await errorFrom(attempt(apiAnswering({ status, body })));
      expect(error.message).not.toMatch(/sk_|PAYLOAD|signature=|https?:/);
    }
    const unsendable = await errorFrom(attempt(apiAnswering({ status: 200 }), { token: 'sk_ bad' }));
    expect(unsendable.message).not.toContain('sk_');
  });
}
