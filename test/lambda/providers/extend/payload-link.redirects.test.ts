import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { HttpsClient } from '../../../../lambda/adapters/http/https-client';
import { followLink } from '../../../../lambda/providers/extend/payload-link';
import { type LoopbackServer, startLoopbackServer } from '../../../support/network/loopback-server';
import { startWatchedPort, type WatchedPort } from '../../../support/network/watched-port';

/** The client refuses the address: no retry helps. */
const REFUSED = { name: 'ProviderError', kind: 'permanent' };

/** The link's server may be asked; `inside`, another port of the same machine, must never hear of it. */
describe('a signed link that redirects, over real sockets', () => {
  let inside: WatchedPort;
  let server: LoopbackServer | undefined;
  let client: HttpsClient | undefined;
  beforeEach(async () => {
    inside = await startWatchedPort('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
  });
  afterEach(async () => {
    client?.close();
    await Promise.all([inside.stop(), server?.stop()]);
  });

  async function follow(listener: RequestListener) {
    server = await startLoopbackServer(listener);
    client = new HttpsClient({
      clock: { now: Date.now },
      localOrigins: [server.origin],
      resolve: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    const now = Date.now();
    return followLink(`${server.origin}/signed?signature=s3cr3t`, {
      download: client,
      now,
      deadline: now + 5_000,
      maxBytes: 1_000,
    });
  }

  it.each([
    ['http on another port', (port: number) => `http://127.0.0.1:${port}/`],
    ['https on loopback', (port: number) => `https://127.0.0.1:${port}/`],
    ['https on loopback over IPv6', (port: number) => `https://[::1]:${port}/`],
    ['loopback mapped into IPv6', (port: number) => `https://[::ffff:7f00:1]:${port}/`],
    ['loopback in one number', (port: number) => `https://2130706433:${port}/`],
    ['a name that leads to loopback', (port: number) => `https://rebound.example:${port}/`],
    ['the allowed host with another name', (port: number) => `http://localhost:${port}/`],
    ['the same scheme, another host', (port: number) => `//127.0.0.1:${port}/`],
    ['backslashes for slashes', (port: number) => `\\\\127.0.0.1:${port}\\`],
    ['an address with a user in it', (port: number) => `https://user:pass@127.0.0.1:${port}/`],
    ['the metadata service', () => 'http://169.254.169.254/latest/meta-data/iam/security-credentials/'],
    ['the metadata service over IPv6', () => 'https://[fd00:ec2::254]/latest/'],
    ['a file', () => 'file:///etc/passwd'],
    ['data', () => 'data:application/json,{}'],
  ])('goes no further than the server itself: %s', async (_where, target) => {
    const outcome = follow((_request, response) => {
      response.writeHead(302, { location: target(inside.port) }).end();
    });
    await expect(outcome).rejects.toMatchObject(REFUSED);
    expect(inside.seen.connections).toBe(0);
  });

  it('is checked again at every hop, not at the first alone', async () => {
    const outcome = follow(({ url = '' }, response) => {
      const location = url.startsWith('/signed') ? '/second' : `https://127.0.0.1:${inside.port}/`;
      response.writeHead(307, { location }).end();
    });
    await expect(outcome).rejects.toMatchObject(REFUSED);
    expect(inside.seen.connections).toBe(0);
  });

  it('is given up after three redirects, however it goes on', async () => {
    let requests = 0;
    const outcome = follow((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: `/again/${requests}` }).end();
    });
    await expect(outcome).rejects.toMatchObject({
      name: 'ProviderError',
      kind: 'transient',
      message: 'Extend payload link: got more than 3 redirects, expected the payload.',
    });
    expect(requests).toBe(4);
  });

  it('carries neither our token nor a cookie of an earlier hop', async () => {
    const heard: IncomingHttpHeaders[] = [];
    const outcome = await follow((request, response) => {
      heard.push(request.headers);
      if (request.url === '/end') {
        response.end('{}');
      } else {
        const headers = {
          location: '/end',
          'set-cookie': 'a=1',
          authorization: 'Basic x',
          'www-authenticate': 'Basic',
        };
        response.writeHead(302, headers).end();
      }
    });
    expect(outcome.exactText).toBe('{}');
    expect(heard.map((headers) => Object.keys(headers).sort())).toEqual(
      Array.from({ length: 2 }, () => ['accept', 'accept-encoding', 'connection', 'host']),
    );
  });
});
