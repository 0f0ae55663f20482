import type { HttpGet } from '../../../../lambda/domain/provider/provider';
import { apiGet } from '../../../../lambda/providers/shared/api-get';

const BASE = 'https://api.example.com';

describe('a call with the API token', () => {
  test.each(['@evil.example/', '.evil.example/', ':8443/', 'evil.example'])(
    'is not made, and asks for no token, when its path leads out of the base URL: %j',
    async (path) => {
      const asked: HttpGet[] = [];
      const apiToken = jest.fn(async () => 'token');
      const context = {
        apiToken,
        now: 0,
        deadline: 1_000,
        maxBytes: 1_000,
        http: {
          get: async (request: HttpGet) => {
            asked.push(request);
            return { status: 200, headers: {}, body: Buffer.from('{}') };
          },
        },
      };
      await expect(apiGet({ name: 'Call', base: BASE, path }, context)).rejects.toMatchObject({
        kind: 'permanent',
      });
      expect(asked).toEqual([]);
      expect(apiToken).not.toHaveBeenCalled();
    },
  );

  test.each([201, 202, 203, 204, 205, 206, 207, 226, 299])(
    'has an answer at 200 alone: HTTP %i is asked again',
    async (status) => {
      const http = { get: async () => ({ status, headers: {}, body: Buffer.from('{"a":1}') }) };
      const context = { http, apiToken: async () => 'token', now: 0, deadline: 1_000, maxBytes: 1_000 };
      await expect(apiGet({ name: 'Call', base: BASE, path: '/a' }, context)).rejects.toMatchObject({
        kind: 'transient',
        message: expect.stringContaining(`got HTTP ${status}, expected 200`),
      });
    },
  );
});
