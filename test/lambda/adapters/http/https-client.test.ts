import type { LookupAddress } from 'node:dns';
import type { RequestListener } from 'node:http';
import { HttpsClient } from '../../../../lambda/adapters/http/https-client';
import type { HttpGet } from '../../../../lambda/domain/provider/provider';
import { type LoopbackServer, startLoopbackServer } from '../../../support/network/loopback-server';

const SECRET_PATH = '/files/42?signature=s3cr3t';

describe('HttpsClient', () => {
  const clock = { now: Date.now };
  const started: { stop(): unknown }[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((each) => each.stop()));
  });

  async function givenServer(listener: RequestListener) {
    const server: LoopbackServer = await startLoopbackServer(listener);
    const client = new HttpsClient({ clock, localOrigins: [server.origin] });
    started.push(server, { stop: () => client.close() });
    return { server, get: (fields: Partial<HttpGet> = {}) => client.get(request(server.origin, fields)) };
  }

  function givenClient(addresses: readonly string[] = []): HttpsClient {
    const client = new HttpsClient({
      clock,
      resolve: (_host, _options, done) => done(null, addresses.map(toAddress)),
    });
    started.push({ stop: () => client.close() });
    return client;
  }

  it('answers any status with headers in lower case and the exact bytes', async () => {
    const body = Buffer.from([0, 255, 13, 10]);
    const { get } = await givenServer((_request, response) => {
      response.writeHead(418, { 'X-Kind': 'Teapot', 'Set-Cookie': ['a=1', 'b=2'] }).end(body);
    });
    const answer = await get();
    expect(answer.status).toBe(418);
    expect(answer.headers).toMatchObject({ 'x-kind': 'Teapot', 'set-cookie': 'a=1, b=2' });
    expect(Buffer.from(answer.body)).toEqual(body);
  });

  it('sends the caller’s headers and asks for an unencoded body', async () => {
    const { get } = await givenServer((request, response) => {
      response.end(JSON.stringify([request.method, request.url, request.headers]));
    });
    const answer = await get({ headers: { authorization: 'Bearer t', 'accept-encoding': 'gzip' } });
    expect(JSON.parse(Buffer.from(answer.body).toString())).toEqual([
      'GET',
      SECRET_PATH,
      expect.objectContaining({ authorization: 'Bearer t', 'accept-encoding': 'identity' }),
    ]);
  });

  it('does not follow a redirect', async () => {
    let requests = 0;
    const { get } = await givenServer((_request, response) => {
      requests += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect((await get()).status).toBe(302);
    expect(requests).toBe(1);
  });

  it('keeps connections for the next call', async () => {
    const sockets = new Set();
    const { get } = await givenServer((request, response) => {
      sockets.add(request.socket);
      response.end('x');
    });
    await get();
    await get();
    expect(sockets.size).toBe(1);
  });

  it('repeats the call once when a kept connection turns out to be dead', async () => {
    let requests = 0;
    const { get } = await givenServer((request, response) => {
      requests += 1;
      if (requests === 2) {
        request.socket.destroy();
        return;
      }
      response.end(`answer ${requests}`);
    });
    await get();
    expect(Buffer.from((await get()).body).toString()).toBe('answer 3');
  });

  it('does not repeat a call on a fresh connection', async () => {
    let requests = 0;
    const { get, server } = await givenServer((request) => {
      requests += 1;
      request.socket.destroy();
    });
    await expect(get()).rejects.toMatchObject({
      kind: 'transient',
      message: `${toHost(server)}: the connection failed (ECONNRESET); it is tried again.`,
    });
    expect(requests).toBe(1);
  });

  describe('size', () => {
    it('takes a body of exactly the limit', async () => {
      const { get } = await givenServer((_request, response) => response.end('12345'));
      expect((await get({ maxBytes: 5 })).body).toHaveLength(5);
    });

    it('refuses a body that says it is over the limit, without reading it', async () => {
      const { get, server } = await givenServer((_request, response) => {
        response.writeHead(200, { 'content-length': '1000000' });
        response.write('x');
      });
      await expect(get({ maxBytes: 999_999 })).rejects.toMatchObject({
        kind: 'permanent',
        message: `${toHost(server)}: the answer is larger than the limit of 999999 bytes.`,
      });
    });

    it('refuses a body that turns out to be over the limit, and stops reading', async () => {
      const { get } = await givenServer((_request, response) => {
        const timer = setInterval(() => response.write('x'.repeat(1000)), 1);
        response.once('close', () => clearInterval(timer));
      });
      await expect(get({ maxBytes: 5_000 })).rejects.toMatchObject({ kind: 'permanent' });
    });

    it.each([
      [500, 'declares its length', { 'content-length': '6001' }],
      [429, 'declares its length', { 'content-length': '6001', 'retry-after': '30' }],
      [500, 'declares no length', {}],
      [404, 'declares no length', {}],
      [302, 'declares no length', { location: '/b' }],
    ])('returns a %i without its body when the body is over the limit and %s', async (status, _, headers) => {
      const { get } = await givenServer((_request, response) => {
        response.writeHead(status, headers).end('x'.repeat(6_001));
      });
      const answer = await get({ maxBytes: 6_000 });
      expect(answer).toMatchObject({ status, headers });
      expect(answer.body).toHaveLength(0);
    });
  });

  describe('deadline', () => {
    it('ends a call whose answer does not begin', async () => {
      const { get, server } = await givenServer(() => undefined);
      const begun = Date.now();
      const call = get({ deadline: begun + 100 });
      await expect(call).rejects.toMatchObject({
        kind: 'transient',
        timedOutAfter: expect.any(Number),
        message: expect.stringMatching(
          new RegExp(`^${toHost(server)}: no complete answer within \\d+ ms; it is tried again\\.$`),
        ),
      });
      expect(Date.now() - begun).toBeLessThan(2_000);
    });

    it('ends a call whose body does not end', async () => {
      const { get } = await givenServer((_request, response) => {
        response.writeHead(200);
        response.write('half');
      });
      await expect(get({ deadline: Date.now() + 100 })).rejects.toMatchObject({
        kind: 'transient',
        message: expect.stringContaining('no complete answer'),
      });
    });

    it('says how long it waited for an answer that did not come, and of no other problem', async () => {
      const { get } = await givenServer((request) => {
        if (request.url === '/cut') {
          request.socket.destroy();
        }
      });
      const slow = await get({ deadline: Date.now() + 150 }).then(fail, same);
      expect(slow.timedOutAfter).toBeGreaterThan(0);
      expect(slow.timedOutAfter).toBeLessThanOrEqual(150);
      for (const fields of [{ url: 'http://127.0.0.1:1/a' }, { deadline: Date.now() }]) {
        expect((await get(fields).then(fail, same)).timedOutAfter).toBeUndefined();
      }
    });

    it('does not begin a call whose time is over', async () => {
      let requests = 0;
      const { get } = await givenServer(() => {
        requests += 1;
      });
      await expect(get({ deadline: Date.now() })).rejects.toMatchObject({ kind: 'transient' });
      expect(requests).toBe(0);
    });
  });

  it('takes a body that breaks off for a failed connection', async () => {
    const { get } = await givenServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    await expect(get()).rejects.toMatchObject({ kind: 'transient' });
  });

  it('names the host, and never the path or the query, in an error', async () => {
    const { get } = await givenServer((request) => request.socket.destroy());
    const error: Error = await get().then(fail, (caught: Error) => caught);
    expect(error.message).not.toMatch(/files|signature|s3cr3t/);
  });

  describe('addresses', () => {
    it.each([
      ['http', 'http://example.com/a'],
      ['another loopback port over http', 'http://127.0.0.1:1/a'],
      ['a file', 'file:///etc/passwd'],
      ['no URL', 'nonsense'],
      ['a user and a password', 'https://user:pass@example.com/a'],
      ['loopback', 'https://127.0.0.1/a'],
      ['loopback in disguise', 'https://0x7f.1/a'],
      ['loopback over IPv6', 'https://[::1]/a'],
      ['loopback as IPv4 in IPv6', 'https://[::ffff:127.0.0.1]/a'],
      ['the metadata service', 'https://169.254.169.254/latest/meta-data'],
      ['the metadata service over IPv6', 'https://[fd00:ec2::254]/latest'],
      ['a private network', 'https://10.1.2.3/a'],
    ])('refuses %s', async (_name, url) => {
      const error: Error & { kind?: string } = await givenClient().get(request('', { url })).then(fail, same);
      expect(error).toMatchObject({ name: 'ProviderError', kind: 'permanent' });
      expect(error.message).not.toMatch(/pass@|\/a$|meta-data/);
    });

    it.each([
      ['one private address', ['10.0.0.1']],
      ['a private address beside a public one', ['93.184.216.34', '192.168.0.1']],
      ['the metadata service', ['169.254.169.254']],
      ['loopback over IPv6', ['::1']],
    ])('refuses a name that leads to %s', async (_name, addresses) => {
      const call = givenClient(addresses).get(request('https://rebound.example'));
      await expect(call).rejects.toMatchObject({
        kind: 'permanent',
        message:
          'rebound.example: leads to a private or reserved address; expected one of the public internet.',
      });
    });

    it('takes a name that does not resolve for a passing problem', async () => {
      const client = new HttpsClient({
        clock,
        resolve: (_host, _options, done) => done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []),
      });
      await expect(client.get(request('https://gone.example'))).rejects.toMatchObject({
        kind: 'transient',
        message: 'gone.example: the connection failed (ENOTFOUND); it is tried again.',
      });
    });
  });
});

function request(origin: string, fields: Partial<HttpGet> = {}): HttpGet {
  return { url: `${origin}${SECRET_PATH}`, deadline: Date.now() + 5_000, maxBytes: 1_000_000, ...fields };
}

function toAddress(address: string): LookupAddress {
  return { address, family: address.includes(':') ? 6 : 4 };
}

function toHost(server: LoopbackServer): string {
  return new URL(server.origin).host;
}

function same<T>(value: T): T {
  return value;
}

function fail(): never {
  throw new Error('The call succeeded; expected an error.');
}
