import { gzipSync } from 'node:zlib';
import { HttpsClient } from '../../../../lambda/adapters/http/https-client';
import { startWatchedPort, type WatchedPort } from '../../../support/network/watched-port';

const MIB = 1024 * 1024;

describe('HttpsClient and a server that means harm', () => {
  let server: WatchedPort | undefined;
  let client: HttpsClient | undefined;
  afterEach(async () => {
    client?.close();
    await server?.stop();
  });

  /** What becomes of a call that is answered with exactly these bytes on the socket. */
  async function answeredWith(answer: string | Buffer, { time = 5_000, maxBytes = MIB } = {}) {
    const { get } = await givenServer(answer);
    return get(time, maxBytes);
  }

  async function givenServer(answer: string | Buffer) {
    server = await startWatchedPort(answer);
    const origin = `http://127.0.0.1:${server.port}`;
    const one = new HttpsClient({ clock: { now: Date.now }, localOrigins: [origin] });
    client = one;
    const get = (time = 5_000, maxBytes = MIB) =>
      one
        .get({ url: `${origin}/a`, deadline: Date.now() + time, maxBytes })
        .catch((error: { kind?: string; message: string }) => error);
    return { get };
  }

  const failure = (kind: string, message: string) =>
    expect.objectContaining({ name: 'ProviderError', kind, message: expect.stringContaining(message) });

  it('ends a call that is answered with another protocol (101), and does not wait for ever', async () => {
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n';
    expect(await answeredWith(upgrade)).toEqual(failure('transient', 'ERR_NO_RESPONSE'));
  });

  it('ends a call that gets nothing but interim answers (1xx) at its deadline', async () => {
    const interim = 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(20_000);
    expect(await answeredWith(interim, { time: 200 })).toEqual(failure('transient', 'no complete answer'));
  });

  it.each([
    ['a header too large', `x-a: ${'a'.repeat(100_000)}`],
    ['too many headers', 'x-a: 1\r\n'.repeat(20_000)],
  ])('ends a call at %s', async (_what, headers) => {
    const answer = `HTTP/1.1 200 OK\r\n${headers}\r\n\r\n`;
    expect(await answeredWith(answer)).toEqual(failure('transient', 'HPE_HEADER_OVERFLOW'));
  });

  it.each([
    ['nonsense', 'content-length: ten'],
    ['negative', 'content-length: -1'],
    ['beyond all numbers', `content-length: ${'9'.repeat(60)}`],
    ['given twice', 'content-length: 1\r\ncontent-length: 2'],
    ['beside chunks', 'content-length: 1\r\ntransfer-encoding: chunked'],
  ])('ends a call whose content-length is %s', async (_what, headers) => {
    const answer = `HTTP/1.1 200 OK\r\n${headers}\r\n\r\n{}`;
    expect(await answeredWith(answer)).toEqual(failure('transient', 'HPE_'));
  });

  it('treats a body as cut short when it is shorter than it says', async () => {
    const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n{}';
    expect(await answeredWith(answer, { time: 200 })).toEqual(failure('transient', 'no complete answer'));
  });

  it('hands on no byte beyond the length a body says', async () => {
    const answer =
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil';
    const { get } = await givenServer(answer);
    for (const _ of [1, 2]) {
      const { body = [] } = (await get()) as { body?: Uint8Array };
      expect(Buffer.from(body).toString()).not.toContain('evil');
    }
  });

  it('ends a body that comes compressed, although it asked for none, at the limit of its decoded size', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * MIB));
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.byteLength}\r\n\r\n`;
    const answer = await answeredWith(Buffer.concat([Buffer.from(head), bomb]));
    expect(answer).toEqual(failure('permanent', 'larger than the limit'));
  });

  it('takes a body in pieces of one byte', async () => {
    const pieces = '1\r\nx\r\n'.repeat(20_000);
    const answer = `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${pieces}0\r\n\r\n`;
    expect(await answeredWith(answer)).toMatchObject({ body: Buffer.alloc(20_000, 'x') });
    await server?.stop();
    expect(await answeredWith(answer, { maxBytes: 19_999 })).toEqual(failure('permanent', 'larger than'));
  });

  it('puts no byte of the answer into the error of an invalid one', async () => {
    const outcome = (await answeredWith('SECRET nonsense\r\n\r\n')) as Error;
    expect(outcome).toEqual(failure('transient', 'HPE_'));
    expect(outcome.message).not.toContain('SECRET');
  });
});

describe('HttpsClient and an address that means harm', () => {
  it('does not repeat a host name of any length', async () => {
    const url = `https://${'a'.repeat(1_000_000)}.example/`;
    const call = new HttpsClient({ clock: { now: Date.now } }).get({
      url,
      deadline: Date.now() + 5_000,
      maxBytes: 1,
    });
    const error: Error = await call.then(
      () => new Error('No error.'),
      (caught: Error) => caught,
    );
    expect(error).toMatchObject({ kind: 'permanent' });
    expect(error.message.length).toBeLessThan(200);
  });
});
