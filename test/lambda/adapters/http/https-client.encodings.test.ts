import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { HttpsClient } from '../../../../lambda/adapters/http/https-client';
import type { HttpResponse } from '../../../../lambda/domain/provider/provider';
import { type LoopbackServer, startLoopbackServer } from '../../../support/network/loopback-server';

const MIB = 1024 * 1024;
const BODY = Buffer.from('{"text":"é💥","n":12345678901234567890}');
/** Not to be compressed much, so that the compressed size matters too. */
const NOISE = Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * index * 31) % 251));

const CODERS = {
  gzip: (body: Uint8Array) => gzipSync(body),
  'x-gzip': (body: Uint8Array) => gzipSync(body),
  deflate: (body: Uint8Array) => deflateSync(body),
  'deflate without its zlib header': (body: Uint8Array) => deflateRawSync(body),
  br: (body: Uint8Array) => brotliCompressSync(body),
} as const;

const toName = (coder: string) => coder.split(' ')[0] ?? coder;

describe('HttpsClient and an encoded answer', () => {
  let server: LoopbackServer | undefined;
  let client: HttpsClient | undefined;
  afterEach(async () => {
    client?.close();
    await server?.stop();
  });

  interface Given {
    readonly encoding?: string;
    readonly body: Uint8Array;
    readonly status?: number;
    readonly maxBytes?: number;
  }

  async function get({ encoding, body, status = 200, maxBytes = MIB }: Given): Promise<HttpResponse> {
    server = await startLoopbackServer((_request, response) => {
      response.writeHead(status, encoding === undefined ? {} : { 'content-encoding': encoding }).end(body);
    });
    client = new HttpsClient({ clock: { now: Date.now }, localOrigins: [server.origin] });
    return client.get({ url: `${server.origin}/a`, deadline: Date.now() + 5_000, maxBytes });
  }

  /** The error a call ends in, without the server's address in its message. */
  async function catchError(given: Given): Promise<{ readonly kind?: string; readonly message: string }> {
    const error: Error = await get(given).then(
      () => new Error('No error.'),
      (caught: Error) => caught,
    );
    return { ...error, message: error.message.replace(new URL(server?.origin ?? '').host, 'host') };
  }

  async function readText(given: Given): Promise<string> {
    const { body } = await get(given);
    return Buffer.from(body).toString();
  }

  it.each(Object.entries(CODERS))('decodes %s', async (coder, encode) => {
    expect(await readText({ encoding: toName(coder), body: encode(BODY) })).toBe(BODY.toString());
  });

  it.each([
    ['GZip', gzipSync(BODY)],
    ['identity', BODY],
    ['', BODY],
    [' , identity,', BODY],
    ['identity, gzip', gzipSync(BODY)],
    ['gzip, identity', gzipSync(BODY)],
    ['gzip, br', brotliCompressSync(gzipSync(BODY))],
    ['br,DEFLATE', deflateSync(brotliCompressSync(BODY))],
  ])('decodes a list of encodings from its end: %j', async (encoding, body) => {
    expect(await readText({ encoding, body })).toBe(BODY.toString());
  });

  it('hands on an answer without an encoding as it came', async () => {
    expect(await readText({ body: BODY })).toBe(BODY.toString());
  });

  it.each([
    ['zstd', '"zstd"'],
    ['gzip, compress', '"compress"'],
    ['aws-chunked', '"aws-chunked"'],
    ['<script>sk_secret', 'one whose name is not plain'],
    ['x'.repeat(200), 'one whose name is not plain'],
  ])('names an encoding it does not know, and asks again: %j', async (encoding, named) => {
    expect(await catchError({ encoding, body: BODY })).toMatchObject({
      kind: 'transient',
      message: `host: got the content encoding ${named}, expected gzip, deflate or br; it is tried again.`,
    });
  });

  it('takes two encodings at the most', async () => {
    const body = gzipSync(gzipSync(gzipSync(BODY)));
    expect(await catchError({ encoding: 'gzip, gzip, gzip', body })).toMatchObject({
      kind: 'transient',
      message: expect.stringContaining('got 3 content encodings at once, expected at most 2'),
    });
  });

  it.each(Object.entries(CODERS))('asks again after a broken body: %s', async (coder, encode) => {
    const whole = encode(NOISE);
    const flipped = Buffer.from(whole);
    flipped.fill(0xff, 0, 40);
    for (const body of [whole.subarray(0, -10), whole.subarray(0, 3), flipped, BODY, Buffer.alloc(0)]) {
      expect(await catchError({ encoding: toName(coder), body })).toMatchObject({
        kind: 'transient',
        message: expect.stringContaining(`is broken or cut short as ${toName(coder)}; it is tried again.`),
      });
      client?.close();
      await server?.stop();
    }
  });

  it.each(Object.entries(CODERS))(
    'takes a body of exactly the limit once decoded: %s',
    async (coder, encode) => {
      const body = encode(Buffer.alloc(MIB, 'x'));
      expect((await get({ encoding: toName(coder), body })).body).toHaveLength(MIB);
    },
  );

  it.each(Object.entries(CODERS))(
    'ends a compression bomb at the first byte over the limit: %s',
    async (coder, encode) => {
      const body = encode(Buffer.alloc(MIB + 1));
      expect(await catchError({ encoding: toName(coder), body })).toMatchObject({
        kind: 'permanent',
        message: `host: the answer is larger than the limit of ${MIB} bytes.`,
      });
    },
  );

  it('ends a bomb inside a bomb', async () => {
    const body = gzipSync(brotliCompressSync(Buffer.alloc(20 * MIB)));
    expect(body.byteLength).toBeLessThan(1_000);
    expect(await catchError({ encoding: 'br, gzip', body })).toMatchObject({ kind: 'permanent' });
  });

  it('refuses a body that is over the limit as it is sent, however little it holds', async () => {
    const body = gzipSync(NOISE);
    expect(await catchError({ encoding: 'gzip', body, maxBytes: body.byteLength - 1 })).toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining('larger than the limit'),
    });
  });

  it.each([
    ['an unknown encoding', 'zstd', BODY],
    ['a broken body', 'gzip', BODY],
    ['too many encodings', 'gzip, gzip, gzip', BODY],
    ['a body over the limit once decoded', 'gzip', gzipSync(Buffer.alloc(2 * MIB))],
  ])('leaves the word to a status that is not 200, beside %s', async (_, encoding, body) => {
    for (const status of [404, 429, 503, 302]) {
      expect(await get({ encoding, body, status })).toMatchObject({ status, body: Buffer.alloc(0) });
      client?.close();
      await server?.stop();
    }
  });

  it('decodes the body of an error too', async () => {
    expect(await readText({ encoding: 'gzip', body: gzipSync(BODY), status: 422 })).toBe(BODY.toString());
  });
});
