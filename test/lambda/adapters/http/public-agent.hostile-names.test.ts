import type { LookupAddress } from 'node:dns';
import { HttpsClient } from '../../../../lambda/adapters/http/https-client';
import type { Resolve } from '../../../../lambda/adapters/http/public-agent';
import { startWatchedPort, type WatchedPort } from '../../../support/network/watched-port';

const PUBLIC = '93.184.216.34';
const PRIVATE = '127.0.0.1';

describe('HttpsClient and a name that leads inside', () => {
  let inside: WatchedPort;
  let client: HttpsClient | undefined;
  beforeEach(async () => {
    inside = await startWatchedPort();
  });
  afterEach(async () => {
    client?.close();
    await inside.stop();
  });

  /** Asks for the watched port under a host name, or an address. */
  async function ask(resolve: Resolve | undefined, host = 'rebound.example') {
    client = new HttpsClient({ clock: { now: Date.now }, resolve });
    const url = `https://${host}:${inside.port}/latest/meta-data`;
    const outcome = client.get({ url, deadline: Date.now() + 5_000, maxBytes: 1_000 });
    return outcome.catch((error: unknown) => error);
  }

  const refusal = expect.objectContaining({
    kind: 'permanent',
    message: expect.stringContaining('leads to a private or reserved address'),
  });

  it('is not fooled by a name that answers with a public address first and a private one at the connection', async () => {
    const answers = [PUBLIC, PRIVATE];
    const rebinding: Resolve = (_host, _options, done) => done(null, [v4(answers.shift() ?? PRIVATE)]);
    // The look-up of a check made beforehand, as a careless client makes it.
    await new Promise<void>((resolve) => rebinding('rebound.example', { all: true }, () => resolve()));
    expect(await ask(rebinding)).toEqual(refusal);
    expect(inside.seen.connections).toBe(0);
  });

  it('sends nothing when the socket ends at a private address although its look-up was public', async () => {
    expect(await ask((_host, _options, done) => done(null, [changingAddress()]))).toEqual(refusal);
    expect(inside.seen.bytes).toBe(0);
  });

  it.each([
    ['first', [PRIVATE, PUBLIC]],
    ['last', [PUBLIC, PRIVATE]],
  ])('tries none of several addresses when one is private: %s', async (_which, addresses) => {
    expect(await ask((_host, _options, done) => done(null, addresses.map(v4)))).toEqual(refusal);
    expect(inside.seen.connections).toBe(0);
  });

  it('refuses the name localhost by what it resolves to', async () => {
    expect(await ask(undefined, 'localhost')).toEqual(refusal);
    expect(inside.seen.connections).toBe(0);
  });

  it.each([
    ['plain', '127.0.0.1'],
    ['short', '127.1'],
    ['decimal', '2130706433'],
    ['octal', '017700000001'],
    ['hexadecimal', '0x7f.1'],
    ['with a trailing dot', '127.0.0.1.'],
    ['in circled digits', '①②⑦.⓪.⓪.①'],
    ['percent-encoded', '%31%32%37.0.0.1'],
    ['mapped into IPv6', '[::ffff:127.0.0.1]'],
    ['compatible with IPv6', '[::127.0.0.1]'],
  ])('refuses loopback however it is written: %s', async (_how, host) => {
    expect(await ask(mustNotResolve, host)).toEqual(refusal);
    expect(inside.seen.connections).toBe(0);
  });
});

function v4(address: string): LookupAddress {
  return { address, family: 4 };
}

/** Public whenever it is checked, private when it is used: a resolver that could cheat the look-up itself. */
function changingAddress(): LookupAddress {
  let reads = 0;
  return {
    family: 4,
    get address() {
      reads += 1;
      return reads === 1 ? PUBLIC : PRIVATE;
    },
  };
}

const mustNotResolve: Resolve = () => {
  throw new Error('An address in the URL must be checked without a look-up.');
};
