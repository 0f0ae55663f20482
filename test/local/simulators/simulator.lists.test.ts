import {
  createSimulatorClient,
  type Simulator,
  startSimulators,
} from '../../../local/simulators/start-simulators';
import { callApi } from './call-api';

const LIMAI = { authorization: 'Bearer token-l' };
const EXTEND = { authorization: 'Bearer token-e', 'x-extend-api-version': '2026-02-09' };
const FINISHED = [1, 2, 3].map((day) => ({
  id: `doc-${day}`,
  createdAt: `2026-01-0${day}T00:00:00.000Z`,
  updatedAt: `2026-01-0${4 - day}T00:00:00.000Z`,
  ...(day === 3 && { failed: true }),
}));

let simulators: Record<string, Simulator>;

beforeAll(async () => {
  simulators = await startSimulators({ apiTokens: { limai: ['token-l'], extend: ['token-e'] } });
});
afterEach(() => Object.values(simulators).map((simulator) => simulator.reset()));
afterAll(() => Promise.all(Object.values(simulators).map((simulator) => simulator.stop())));

async function asked(provider: string, path: string, headers = provider === 'limai' ? LIMAI : EXTEND) {
  const { status, body } = await callApi(`${simulators[provider]?.url}${path}`, headers);
  return { status, body: JSON.parse(body.toString()) as Record<string, unknown> };
}

function toIds({ body }: Awaited<ReturnType<typeof asked>>): string[] {
  return (body.data as { id: string }[]).map(({ id }) => id);
}

describe('the simulated list of Limai’s documents', () => {
  const PATH = '/api/v1/deployments/dep_1/documents';
  beforeEach(() => simulators.limai?.finish(FINISHED));

  it('is paged by offset and filtered by status, as documented', async () => {
    const page = await asked('limai', `${PATH}?limit=1&offset=1&status=EXTRACTED`);
    expect(toIds(page)).toEqual(['doc-2']);
    expect(page.body.pagination).toEqual({ total: 2, limit: 1, offset: 1 });
    expect(toIds(await asked('limai', `${PATH}?status=FAILED`))).toEqual(['doc-3']);
  });

  it.each([`${PATH}?limit=501`, `${PATH}?limit=0`, `${PATH}?offset=-1`])('refuses %s', async (path) => {
    expect((await asked('limai', path)).status).toBe(400);
  });

  it('needs a token', async () => {
    expect((await asked('limai', PATH, { authorization: 'Bearer other' })).status).toBe(401);
  });
});

describe('the simulated list of Extend’s runs', () => {
  beforeEach(() => simulators.extend?.finish(FINISHED));

  it('is sorted, filtered, and followed by its token', async () => {
    const first = await asked('extend', '/extract_runs?maxPageSize=2&sortBy=updatedAt&sortDir=desc');
    expect(toIds(first)).toEqual(['doc-1', 'doc-2']);
    const token = encodeURIComponent(String(first.body.nextPageToken));
    const second = await asked(
      'extend',
      `/extract_runs?maxPageSize=2&sortBy=updatedAt&sortDir=desc&nextPageToken=${token}`,
    );
    expect(toIds(second)).toEqual(['doc-3']);
    expect(second.body).not.toHaveProperty('nextPageToken');
    expect(toIds(await asked('extend', '/extract_runs?status=FAILED&source=API'))).toEqual(['doc-3']);
    expect(toIds(await asked('extend', '/extract_runs?source=STUDIO'))).toEqual([]);
  });

  it('holds no output', async () => {
    const { body } = await asked('extend', '/extract_runs');
    expect((body.data as object[])[0]).not.toHaveProperty('output');
  });

  it('asks for what every call must have', async () => {
    expect(
      (await asked('extend', '/extract_runs', { authorization: EXTEND.authorization } as typeof EXTEND))
        .status,
    ).toBe(400);
  });
});

describe('what a simulator lists', () => {
  it('is what it was told is finished, over its admin API too, and what it has served', async () => {
    const client = createSimulatorClient(simulators.extend?.url ?? '');
    await client.finish(FINISHED.slice(0, 1));
    await asked('extend', '/extract_runs/run-served');
    expect(toIds(await asked('extend', '/extract_runs?sortBy=createdAt&sortDir=asc'))).toEqual([
      'doc-1',
      'run-served',
    ]);
    await expect(client.finish([{ id: 'x', createdAt: 'soon', updatedAt: 'soon' }])).rejects.toThrow(
      'ISO 8601',
    );
  });

  it('can fail like any other call, and is logged apart', async () => {
    simulators.extend?.setFaults({ failure: { status: 429, retryAfter: 7 } });
    expect((await asked('extend', '/extract_runs')).status).toBe(429);
    const client = createSimulatorClient(simulators.extend?.url ?? '');
    expect(await client.listCalls()).toEqual([{ at: expect.any(String), status: 429 }]);
    expect(simulators.extend?.calls()).toEqual([]);
  });
});
