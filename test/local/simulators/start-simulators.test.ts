import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSimulatorClient,
  type Simulator,
  type SimulatorClient,
  startSimulators,
} from '../../../local/simulators/start-simulators';
import { callApi } from './call-api';

const TOKENS = { limai: ['token'], extend: ['token'] };
const BEARER = { authorization: 'Bearer token', 'x-extend-api-version': '2026-02-09' };

let simulators: Record<string, Simulator>;
let limai: Simulator;
let admin: SimulatorClient;
const crashed: string[] = [];

beforeAll(async () => {
  simulators = await startSimulators({ apiTokens: TOKENS, onCrash: (provider) => crashed.push(provider) });
  limai = simulators.limai as Simulator;
  admin = createSimulatorClient(limai.url);
});
afterEach(() => admin.reset());
afterAll(() => Promise.all(Object.values(simulators).map((simulator) => simulator.stop())));

const getFile = (fileId = 'file_a', url = limai.url) =>
  callApi(`${url}/api/v1/document/get-file-data?fileId=${encodeURIComponent(fileId)}`, BEARER);

describe('the simulators', () => {
  it('listen on loopback, one for each provider with tokens', () => {
    expect(Object.keys(simulators)).toEqual(['limai', 'extend']);
    expect(limai.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('fail a document for good, after the failures that come first', async () => {
    await admin.plan('file_a', { failures: [{ status: 500 }], failure: { status: 403 } });
    const answers = [await getFile(), await getFile(), await getFile()];
    expect(answers.map(({ status }) => status)).toEqual([500, 403, 403]);
  });

  it('pad the final answer, and leave the rest of it as it was', async () => {
    const { body: before } = await getFile();
    await admin.plan('file_a', { paddingBytes: 5_000 });
    const { body } = await getFile();
    expect(body).toHaveLength(before.length + 5_000 + ',"filler":""'.length);
    const { filler, ...rest } = JSON.parse(body.toString());
    expect([filler.length, rest]).toEqual([5_000, JSON.parse(before.toString())]);
  });

  it('tell at each call of a document that its caller is to crash', async () => {
    await getFile();
    expect(crashed).toEqual([]);
    await admin.plan('file_a', { crash: true });
    await getFile();
    await getFile();
    expect(crashed).toEqual(['limai', 'limai']);
  });

  it('leave none running when one cannot start', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const port = (taken.address() as AddressInfo).port;
    await expect(startSimulators({ apiTokens: TOKENS, port: port - 1 })).rejects.toThrow('EADDRINUSE');
    await expect(callApi(`http://127.0.0.1:${port - 1}/_simulator/calls`)).rejects.toThrow('ECONNREFUSED');
    await new Promise((resolve) => taken.close(resolve));
  });

  it('come back with a data directory on the same port with the same plans', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'simulators-'));
    try {
      const first = (await startSimulators({ dataDir, apiTokens: { limai: ['token'] } })).limai as Simulator;
      first.plan('file_gone', { status: 'NOT_FOUND' });
      await first.stop();
      const second = (await startSimulators({ dataDir, apiTokens: { limai: ['token'] } })).limai as Simulator;
      const { status } = await getFile('file_gone', second.url);
      await second.stop();
      expect([second.url, status]).toEqual([first.url, 404]);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});

describe('the admin API', () => {
  it('plans a document whose id has any characters', async () => {
    const id = 'a/../b?c#d %ü';
    await admin.plan(id, { body: '{"exact": 1.0}' });
    expect((await getFile(id)).body.toString()).toBe('{"exact": 1.0}');
    expect((await admin.bodyFor(id)).toString()).toBe('{"exact": 1.0}');
    expect((await getFile('other')).body).toEqual(limai.bodyFor('other'));
  });

  it('counts calls by document, with time and status', async () => {
    await getFile('file_a');
    await getFile('file_b');
    await getFile('file_a');
    const calls = await admin.calls('file_a');
    expect(calls).toHaveLength(2);
    expect(calls[0]).toEqual({
      documentId: 'file_a',
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      status: 200,
      served: true,
    });
    const listing = JSON.parse((await callApi(`${limai.url}/_simulator/calls`)).body.toString());
    expect(listing).toMatchObject({ total: 3, documents: { file_a: 2, file_b: 1 } });
  });

  it('forgets everything on reset', async () => {
    await admin.plan('file_a', { status: 'NOT_FOUND' });
    await admin.setFaults({ failure: { status: 500 } });
    await getFile();
    await admin.reset();
    expect(await admin.calls()).toEqual([]);
    expect((await getFile()).status).toBe(200);
  });

  it.each([
    ['an unknown key', { statuss: 'FAILED' }],
    ['a failure that is a success', { failures: [{ status: 200 }] }],
  ])('refuses a plan with %s and says why', async (_, plan) => {
    await expect(admin.plan('file_a', plan as object)).rejects.toThrow(/got 400.*(statuss|400)/s);
    expect((await getFile()).status).toBe(200);
  });

  it('names its routes when asked for another', async () => {
    const { status, body } = await callApi(`${limai.url}/_simulator/plans`);
    expect(status).toBe(404);
    expect(body.toString()).toContain('PUT documents/*');
  });
});

describe('global faults', () => {
  it('fail every call with Retry-After until cleared, and use up no planned answer', async () => {
    await admin.plan('file_a', { notReadyTimes: 1 });
    await admin.setFaults({ failure: { status: 429, retryAfter: 7 } });
    const throttled = await getFile();
    expect([throttled.status, throttled.headers['retry-after']]).toEqual([429, '7']);
    await admin.setFaults(undefined);
    expect(JSON.parse((await getFile()).body.toString()).status).toBe('PROCESSING');
  });

  it('end by themselves after forSeconds', async () => {
    await admin.setFaults({ failure: { status: 500 }, forSeconds: 0.2 });
    expect((await getFile()).status).toBe(500);
    const deadline = Date.now() + 5_000;
    let status = 500;
    while (status !== 200 && Date.now() < deadline) {
      status = (await getFile()).status;
    }
    expect(status).toBe(200);
  });

  it('accept no token while wrongToken is on', async () => {
    await admin.setFaults({ wrongToken: true });
    expect((await getFile()).status).toBe(401);
    expect(await admin.calls('file_a')).toMatchObject([{ status: 401, served: false }]);
  });

  it('cut the connection in the middle of the body', async () => {
    await admin.setFaults({ cutBody: true });
    await expect(getFile()).rejects.toThrow(/aborted|ECONNRESET|hang up/);
    expect(await admin.calls('file_a')).toMatchObject([{ served: false }]);
  });

  it('slow every answer down', async () => {
    await admin.setFaults({ delayMs: 150 });
    const started = performance.now();
    expect((await getFile()).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(140);
  });
});
