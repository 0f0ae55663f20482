import { bodyFor, type Simulator, startSimulators } from '../../../../local/simulators/start-simulators';
import { callApi } from '../call-api';

const BEARER = { authorization: 'Bearer limai-token' };
const PATH = '/api/v1/document/get-file-data';

let simulator: Simulator;

beforeAll(async () => {
  const started = await startSimulators({ apiTokens: { limai: ['older-token', 'limai-token'] } });
  simulator = started.limai as Simulator;
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

const getFile = (query: string, headers: Record<string, string> = BEARER) =>
  callApi(`${simulator.url}${PATH}?${query}`, headers);

async function readStatuses(fileId: string, times: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let call = 0; call < times; call += 1) {
    const { status, body } = await getFile(`fileId=${fileId}`);
    seen.push(status === 200 ? JSON.parse(body.toString()).status : status);
  }
  return seen;
}

describe('Limai get-file-data', () => {
  it('answers an unknown file COMPLETED with data derived from its id', async () => {
    const first = await getFile('fileId=file_a&extractionSchemaId=schema_456def');
    const again = await getFile('fileId=file_a');
    const other = await getFile('fileId=file_b');
    expect(first.status).toBe(200);
    expect(first.body).toEqual(bodyFor('limai', 'file_a'));
    expect(again.body).toEqual(first.body);
    expect(other.body).not.toEqual(first.body);
    expect(JSON.parse(first.body.toString())).toMatchObject({
      status: 'COMPLETED',
      fileId: 'file_a',
      extractionSchemaId: 'schema_456def',
      data: { tables: { table_id_1: { columns: expect.any(Array), rows: expect.any(Array) } } },
    });
  });

  it('echoes the schema it is asked for', async () => {
    const { body } = await getFile('fileId=file_a&extractionSchemaId=schema_other');
    expect(JSON.parse(body.toString())).toMatchObject({ extractionSchemaId: 'schema_other' });
  });

  it('serves numbers in some files that parse and stringify would change', () => {
    const texts = Array.from({ length: 30 }, (_, index) => bodyFor('limai', `file_${index}`).toString());
    const changed = texts.filter((text) => JSON.stringify(JSON.parse(text)) !== text);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThan(30);
    expect(changed[0]).toMatch(/"value":12345678901234567890\.\d\d/);
  });
});

describe('Limai refusals', () => {
  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer limai-tokem' }],
    ['a token without the scheme', { authorization: 'limai-token' }],
  ])('refuses %s with 401', async (_, headers) => {
    const { status, body } = await getFile('fileId=file_a', headers as Record<string, string>);
    expect(status).toBe(401);
    expect(JSON.parse(body.toString())).toEqual({ error: 'Authentication required' });
  });

  it('accepts every token of the list', async () => {
    const { status } = await getFile('fileId=file_a', { authorization: 'Bearer older-token' });
    expect(status).toBe(200);
  });

  it('refuses a call without fileId with 400, and an unknown path with 404', async () => {
    expect((await getFile('fileName=x')).status).toBe(400);
    expect((await callApi(`${simulator.url}/api/v1/other`, BEARER)).status).toBe(404);
  });
});

describe('Limai plans', () => {
  it('is not ready as often as planned, then COMPLETED', async () => {
    simulator.plan('file_slow', { notReadyTimes: 2 });
    expect(await readStatuses('file_slow', 4)).toEqual([
      'PROCESSING',
      'PROCESSING',
      'COMPLETED',
      'COMPLETED',
    ]);
  });

  it('is not ready as often as planned after its failures', async () => {
    simulator.plan('file_both', {
      failures: [{ status: 500 }],
      notReadyTimes: 2,
      notReadyStatus: 'CLASSIFYING',
    });
    expect(await readStatuses('file_both', 4)).toEqual([500, 'CLASSIFYING', 'CLASSIFYING', 'COMPLETED']);
  });

  it('answers planned failures first, with Retry-After where given', async () => {
    simulator.plan('file_x', { failures: [{ status: 429, retryAfter: 7 }, { status: 500 }] });
    const throttled = await getFile('fileId=file_x');
    expect([throttled.status, throttled.headers['retry-after']]).toEqual([429, '7']);
    expect(await readStatuses('file_x', 2)).toEqual([500, 'COMPLETED']);
  });

  it.each([
    [
      { status: 'FAILED', errorMessage: 'Too blurred' },
      { status: 'FAILED', errorMessage: 'Too blurred' },
    ],
    [{ status: 'CLASSIFYING' }, { status: 'CLASSIFYING', message: 'Document is being classified' }],
    [{ status: 'PROCESSING' }, { status: 'PROCESSING', jobId: 'job_file_p' }],
  ])('answers as planned: %j', async (plan, expected) => {
    simulator.plan('file_p', plan);
    const { status, body } = await getFile('fileId=file_p');
    expect(status).toBe(200);
    expect(JSON.parse(body.toString())).toMatchObject({ fileId: 'file_p', ...expected });
  });

  it('answers a legacy file with bare data and no status', async () => {
    simulator.plan('file_old', { status: 'LEGACY' });
    const parsed = JSON.parse((await getFile('fileId=file_old')).body.toString());
    expect(parsed).not.toHaveProperty('status');
    expect(parsed).toHaveProperty('data.tables');
  });

  it('answers a file planned as NOT_FOUND with 404', async () => {
    simulator.plan('file_gone', { status: 'NOT_FOUND' });
    expect((await getFile('fileId=file_gone')).status).toBe(404);
  });
});
