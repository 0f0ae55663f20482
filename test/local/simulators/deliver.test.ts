import { getProvider } from '../../../lambda/providers/registry';
import { type ListeningServer, listen, parseBody, send } from '../../../local/simulators/json-server';
import { deliver, type Simulator, startSimulators } from '../../../local/simulators/start-simulators';

const KEY = 'the signing key';
const BODY = Buffer.from('{"eventId": "e1"}');

let receiver: ListeningServer;
let statuses: number[];
let authentic: boolean[];

beforeEach(async () => {
  authentic = [];
  receiver = await listen(async (request, response) => {
    const body = await parseBody(request);
    const { verify, optionsSchema } = getProvider(request.url?.slice(1) ?? '');
    const context = { keys: [KEY], now: Date.now(), options: optionsSchema.parse({}) };
    authentic.push(verify({ headers: request.headers as Record<string, string>, body }, context).valid);
    send(response, { status: statuses.shift() ?? 200, body: '{"status":"accepted"}' });
  });
});
afterEach(() => receiver.close());

const delivering = (provider: string, change: Partial<Parameters<typeof deliver>[0]> = {}) =>
  deliver({
    provider,
    url: `${receiver.url}/${provider}`,
    signingKey: KEY,
    body: BODY,
    firstDelayMs: 1,
    ...change,
  });

describe.each(['limai', 'extend'])('a delivery as %s', (provider) => {
  it('is signed as the provider signs', async () => {
    statuses = [];
    expect(await delivering(provider)).toMatchObject({
      status: 200,
      body: '{"status":"accepted"}',
      attempts: 1,
    });
    expect(authentic).toEqual([true]);
  });

  it('is repeated until the answer is 2xx, each time authentic', async () => {
    statuses = [503, 400];
    expect(await delivering(provider, { attempts: 5 })).toMatchObject({ status: 200, attempts: 3 });
    expect(authentic).toEqual([true, true, true]);
  });

  it('is given up after as many attempts as asked', async () => {
    statuses = [503, 503, 503];
    expect(await delivering(provider, { attempts: 2 })).toMatchObject({ status: 503, attempts: 2 });
    expect(await delivering(provider)).toMatchObject({ status: 503, attempts: 1 });
  });
});

describe('a delivery', () => {
  it('is repeated when no answer came, too', async () => {
    const url = 'http://127.0.0.1:9/';
    expect(await delivering('limai', { url, attempts: 3 })).toMatchObject({ status: 0, attempts: 3 });
  });

  it.each([300, 404, 500])('is repeated after %i', async (status) => {
    statuses = [status];
    expect(await delivering('limai', { attempts: 2 })).toMatchObject({ status: 200, attempts: 2 });
  });

  it('answers 0 with the reason when nobody listens', async () => {
    const answer = await delivering('limai', { url: 'http://127.0.0.1:9/' });
    expect(answer).toMatchObject({ status: 0, body: expect.stringContaining('ECONNREFUSED') });
  });

  it('can be asked of a simulator over its admin API', async () => {
    statuses = [500];
    const simulators = await startSimulators({ apiTokens: { extend: ['t'] } });
    const simulator = simulators.extend as Simulator;
    try {
      const order = {
        url: `${receiver.url}/extend`,
        signingKey: KEY,
        body: BODY.toString(),
        attempts: 2,
        firstDelayMs: 1,
      };
      const response = await fetch(`${simulator.url}/_simulator/deliver`, {
        method: 'POST',
        body: JSON.stringify(order),
      });
      expect(await response.json()).toMatchObject({ status: 200, attempts: 2 });
      expect(authentic).toEqual([true, true]);
    } finally {
      await simulator.stop();
    }
  });
});
