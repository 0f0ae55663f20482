import type { IncomingMessage } from 'node:http';
import { HttpsClient } from '../../../lambda/adapters/http/https-client';
import type { Provider } from '../../../lambda/domain/provider/provider';
import { getProvider } from '../../../lambda/providers/registry';
import { PROVIDER_IDS } from '../../../lambda/providers/webhook-registry';
import { type LoopbackServer, startLoopbackServer } from '../../support/network/loopback-server';
import { fixture } from './fixture';
import { errorFrom, fetchFrom, TOKEN } from './support/fetch-from';

/** A delivery of each provider whose data is had with one call of its API. */
const FETCHED: Readonly<Record<string, string>> = {
  limai: 'document-extracted-success',
  extend: 'extract-run-processed-signed-url',
};

interface Heard {
  readonly server: LoopbackServer;
  readonly requests: IncomingMessage[];
}

describe.each(PROVIDER_IDS)('the API token of %s', (id) => {
  const started: { stop(): unknown }[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((each) => each.stop()));
  });

  async function givenServer(status: number, headers: Record<string, string> = {}): Promise<Heard> {
    const requests: IncomingMessage[] = [];
    const server = await startLoopbackServer((request, response) => {
      requests.push(request);
      response.writeHead(status, headers).end('{}');
    });
    started.push(server);
    return { server, requests };
  }

  async function errorAgainst(api: Heard, elsewhere: Heard) {
    const origins = [api.server.origin, elsewhere.server.origin];
    const http = new HttpsClient({ clock: { now: Date.now }, localOrigins: origins });
    started.push({ stop: () => http.close() });
    const provider: Provider = getProvider(id);
    const attempt = fetchFrom(provider, {
      delivery: fixture(id, FETCHED[id] ?? `Name a delivery of ${id} in this test.`),
      http: { get: (request) => http.get({ ...request, deadline: Date.now() + 5_000 }) },
      download: { get: async () => ({ status: 410, headers: {}, body: Buffer.alloc(0) }) },
      options: { baseUrl: api.server.origin },
    });
    return errorFrom(attempt);
  }

  it.each([301, 302, 303, 307, 308])(
    'follows no redirect (HTTP %i): it is an error, and nobody else hears the token',
    async (status) => {
      const elsewhere = await givenServer(200);
      const api = await givenServer(status, { location: `${elsewhere.server.origin}/` });
      expect(await errorAgainst(api, elsewhere)).toMatchObject({ kind: 'transient' });
      expect(api.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${TOKEN}`]);
      expect(elsewhere.requests.map(({ headers }) => headers.authorization)).toEqual([]);
    },
  );

  it.each(['refresh', 'content-location', 'alt-svc', 'link'])(
    'is not drawn elsewhere by a %s header',
    async (name) => {
      const elsewhere = await givenServer(200);
      const api = await givenServer(503, { [name]: `0; url=${elsewhere.server.origin}/` });
      await errorAgainst(api, elsewhere);
      expect(api.requests).toHaveLength(1);
      expect(elsewhere.requests.map(({ headers }) => headers.authorization)).toEqual([]);
    },
  );
});
