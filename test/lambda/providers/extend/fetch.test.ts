import { fixture } from '../fixture';
import { errorFrom } from '../support/fetch-from';
import { event, fetchIn, ok, RUN, RUN_ID } from './link-world';

const API = 'https://api.extend.ai/extract_runs';
const processed = (payload: unknown) => event('extract_run.processed', payload);
const failed = (payload: unknown) => event('extract_run.failed', payload);

describe('an inline Extend payload', () => {
  it('is stored byte for byte, without any call', async () => {
    const payload =
      '{ "object":"extract_run","n":1.0e2, "n":12345678901234567890,"s":"\\u00e9💥\\ud800","output":{"value":[ 1 ]} }';
    const delivery = `\ufeff{"payload":{"old":1},"eventId":"e",\n"eventType":"extract_run.processed" , "payload" : ${payload} }`;
    const fetched = await fetchIn(delivery, {}).fetched;
    expect(fetched).toEqual({ kind: 'data', extraction: Buffer.from(payload), carried: true });
  });

  it("is stored as sent when its status disagrees, as in the documentation's own sample, and is marked empty", async () => {
    const delivery = fixture('extend', 'extract-run-processed');
    const fetched = await fetchIn(delivery, {}).fetched;
    expect(fetched).toMatchObject({ kind: 'data', carried: true, empty: true });
    const text = fetched.kind === 'data' ? Buffer.from(fetched.extraction).toString() : '';
    expect(JSON.parse(text)).toMatchObject({ id: RUN_ID, status: 'PROCESSING' });
    expect(delivery.toString()).toContain(text);
  });

  it.each(['PROCESSED', 'PROCESSING', 'FAILED', 'NEW', null, 5])(
    'that has an output is stored under the status %j: the event type decides',
    async (status) => {
      const payload = { id: 'exr_1', status, output: { value: { a: 1 } } };
      expect(await fetchIn(processed(payload), {}).fetched).toEqual({
        kind: 'data',
        extraction: Buffer.from(JSON.stringify(payload)),
        carried: true,
      });
    },
  );

  it('says whether it was reviewed', async () => {
    const payload = { object: 'extract_run', reviewed: true, output: { value: { a: 1 } } };
    expect(await fetchIn(processed(payload), {}).fetched).toMatchObject({ reviewed: true, carried: true });
  });

  it.each<[string, object]>([
    ['no output', {}],
    ['an output that is null', { output: null }],
    ['an output that is a text', { output: 'x' }],
    ['an output that is a list', { output: [] }],
    ['data nobody can follow', { data: 'http://h/x' }],
  ])('with %s gives way to the run; without an id it is no result', async (_, fields) => {
    const world = fetchIn(processed({ id: RUN_ID, ...fields }), { api: ok(RUN) });
    expect(await world.fetched).toEqual({ kind: 'data', extraction: RUN });
    expect(world.asked()).toEqual([`${API}/${RUN_ID}`]);
    const nameless = fetchIn(processed({ object: 'extract_run', ...fields }), {});
    expect(await errorFrom(nameless.fetched)).toMatchObject({ kind: 'empty_result' });
  });

  it('of a failed run is a failed extraction with reason and message', async () => {
    expect(await fetchIn(fixture('extend', 'extract-run-failed'), {}).fetched).toEqual({
      kind: 'extraction_failed',
      reason: 'FAILED_TO_PROCESS_FILE: The file could not be read.',
    });
  });

  it.each([
    [{}, 'Extend gave no reason.'],
    [{ status: 'CANCELLED' }, 'The run was cancelled.'],
    [{ failureReason: 'ABORTED', failureMessage: null }, 'ABORTED'],
    [{ failureMessage: 'x'.repeat(900) }, 'x'.repeat(300)],
    [{ output: { value: { a: 1 } } }, 'Extend gave no reason.'],
  ])('of a failed run with %j names what there is', async (fields, reason) => {
    const delivery = failed({ object: 'extract_run', ...fields });
    expect(await fetchIn(delivery, {}).fetched).toEqual({ kind: 'extraction_failed', reason });
  });
});

describe('an Extend event that is replayed', () => {
  const run = { object: 'extract_run', id: RUN_ID, status: 'PROCESSED', output: { value: { old: 1 } } };
  const link = { object: 'signed_data_url', data: 'https://payloads.example.com/x', id: RUN_ID };
  const failedRun = ok(fixture('extend', 'run-failed'));

  it.each([
    ['a processed run', processed(run)],
    ['a failed run', failed({ ...run, status: 'FAILED' })],
    ['a link to a processed run', processed(link)],
    ['a link to a failed run', failed(link)],
  ])('asks for the run as it is now: %s', async (_, delivery) => {
    const now = fetchIn(delivery, { api: ok(RUN), refetch: true });
    expect(await now.fetched).toEqual({ kind: 'data', extraction: RUN });
    expect(now.asked()).toEqual([`${API}/${RUN_ID}`]);
    expect(await fetchIn(delivery, { api: failedRun, refetch: true }).fetched).toMatchObject({
      kind: 'extraction_failed',
    });
  });

  it.each([
    ['a processed run', processed({ ...run, id: null }), 'data'],
    ['a failed run', failed({ ...run, id: null }), 'extraction_failed'],
  ])('is what the event carries where it names no run: %s', async (_, delivery, kind) => {
    expect(await fetchIn(delivery, { refetch: true }).fetched).toMatchObject({ kind });
  });
});

describe('an Extend event whose body is lost', () => {
  const bodyLost = true;
  const payload = { object: 'extract_run', id: RUN_ID, output: {} };

  it('is had from the API by the run’s id', async () => {
    const world = fetchIn(processed(payload), { bodyLost, api: ok(RUN) });
    expect(await world.fetched).toEqual({ kind: 'data', extraction: RUN });
    expect(world.asked()).toEqual([`${API}/${RUN_ID}`]);
  });

  it('has its reason from the API when it told of a failure', async () => {
    const api = ok(fixture('extend', 'run-failed'));
    expect(await fetchIn(failed(payload), { bodyLost, api }).fetched).toMatchObject({
      kind: 'extraction_failed',
      reason: expect.stringContaining('FAILED_TO_PROCESS_FILE'),
    });
    expect(await fetchIn(failed(payload), { bodyLost, api: { status: 404 } }).fetched).toEqual({
      kind: 'extraction_failed',
      reason: 'Extend gave no reason.',
    });
  });

  it.each([
    ['a processed run', processed({ output: {} })],
    ['a failed run', failed({ output: {} })],
    ['a link', processed({ data: 'https://payloads.example.com/x' })],
    ['content of an archived event', event('parse_run.processed', { data: 'https://h/x', id: 'pr_1' })],
  ])('is lost where nothing leads to it: %s', async (_, delivery) => {
    const world = fetchIn(delivery, { bodyLost });
    expect(await errorFrom(world.fetched)).toMatchObject({
      kind: 'body_lost',
      message: expect.stringContaining('send the event again'),
    });
    expect(world.asked()).toEqual([]);
  });
});
