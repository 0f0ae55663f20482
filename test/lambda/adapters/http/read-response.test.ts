import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { readResponse } from '../../../../lambda/adapters/http/read-response';

/** A response that hands out one piece of memory again and again, with other content each time. */
function responseReusing(memory: Buffer, contents: readonly string[], headers = {}): IncomingMessage {
  function* pieces() {
    for (const content of contents) {
      memory.fill(content);
      yield memory;
    }
  }
  const response = Readable.from(pieces(), { objectMode: true, highWaterMark: 1 });
  return Object.assign(response, { headers, complete: true }) as unknown as IncomingMessage;
}

describe('readResponse', () => {
  it('copies each piece as it comes: a body in a million pieces holds no more memory than one in a single piece', async () => {
    const response = responseReusing(Buffer.alloc(2), ['a', 'b', 'c', 'd', 'e']);
    expect(Buffer.from(await readResponse(response, 100, 'host')).toString()).toBe('aabbccddee');
  });

  it('believes no declared length: less and more than it come as they are', async () => {
    for (const length of ['1', '50']) {
      const response = responseReusing(Buffer.alloc(1), ['a', 'b', 'c'], { 'content-length': length });
      expect(Buffer.from(await readResponse(response, 100, 'host')).toString()).toBe('abc');
    }
  });

  it('stops at the first piece that goes over the limit, and asks for no other', async () => {
    let read = 0;
    const memory = Buffer.alloc(10);
    const endless = Readable.from(
      (function* () {
        for (;;) {
          read += 1;
          yield memory;
        }
      })(),
      { highWaterMark: 1 },
    );
    const response = Object.assign(endless, { headers: {}, complete: false }) as unknown as IncomingMessage;
    await expect(readResponse(response, 25, 'host')).rejects.toMatchObject({ kind: 'permanent' });
    expect(endless.destroyed).toBe(true);
    expect(read).toBeLessThan(10);
  });

  it('ends the connection of a response that says it is over the limit, without reading it', async () => {
    const response = responseReusing(Buffer.alloc(1), ['a'], { 'content-length': '101' });
    await expect(readResponse(response, 100, 'host')).rejects.toMatchObject({ kind: 'permanent' });
    expect(response.destroyed).toBe(true);
  });
});
