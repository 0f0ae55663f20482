import type { Provider, TokenStatus } from '../../../../lambda/domain/provider/provider';
import { jsonBody } from '../fixture';
import { DEADLINE, errorFrom, NOW, TOKEN } from '../support/fetch-from';
import { ScriptedHttp } from '../support/scripted-http';
import type { ConformanceCases } from './cases';

export function describeTokenCheck<Options>(provider: Provider<Options>, cases: ConformanceCases): void {
  const check = (http: ScriptedHttp, token = TOKEN): Promise<TokenStatus> =>
    provider.checkToken({
      options: provider.optionsSchema.parse(cases.options),
      http,
      apiToken: async () => token,
      now: NOW,
      deadline: DEADLINE,
      maxBytes: 1_000_000,
    });

  describe('the check of a token', () => {
    test.each<[number, TokenStatus]>([
      [200, 'accepted'],
      [400, 'accepted'],
      [404, 'accepted'],
      [401, 'refused'],
      [402, 'unclear'],
      [403, 'unclear'],
    ])('takes HTTP %i for %s', async (status, verdict) => {
      const http = new ScriptedHttp(() => ({ status, body: '{}' }));
      expect(await check(http)).toBe(verdict);
      expect(http.requests).toHaveLength(1);
      expect(http.requests[0]?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}` });
    });

    test.each([429, 500, 503])('draws no conclusion from HTTP %i', async (status) => {
      const http = new ScriptedHttp(() => ({ status }));
      expect((await errorFrom(check(http))).message).toContain(String(status));
    });

    test('refuses a token that cannot stand in a header, without a call', async () => {
      const http = new ScriptedHttp(() => ({ status: 200 }));
      expect(await check(http, 'two\nlines')).toBe('refused');
      expect(http.requests).toHaveLength(0);
    });
  });

  test('a test body is an authentic event with nothing to fetch', () => {
    const reading = provider.parseEvent(jsonBody(provider.testBody('test-1', NOW)));
    expect(reading).toMatchObject({
      kind: 'event',
      event: { eventId: 'test-1', disposition: 'archive' },
    });
  });
}
