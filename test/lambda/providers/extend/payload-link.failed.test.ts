import { type ErrorKind, ProviderError } from '../../../../lambda/domain/provider/error-kinds';
import { fixture } from '../fixture';
import { errorFrom, NOW } from '../support/fetch-from';
import { event, fetchIn, HOUR, LINK, ok, RUN_ID } from './link-world';

/** The client refuses the address: no retry helps. */
const REFUSED = new ProviderError('permanent', 'Refused: a private address.');

describe('an Extend link in a failed event', () => {
  const FAILED_LINKED = fixture('extend', 'extract-run-failed-signed-url');
  const nameless = event('extract_run.failed', { data: LINK });
  const reason = 'FAILED_TO_PROCESS_FILE: The file could not be read.';
  const failedRun = ok(fixture('extend', 'run-failed'));
  const unexplained = { kind: 'extraction_failed', reason: 'Extend gave no reason.' };

  it('is downloaded for the reason, and needs no output', async () => {
    expect(await fetchIn(FAILED_LINKED, { link: [failedRun] }).fetched).toEqual({
      kind: 'extraction_failed',
      reason,
    });
    const cancelled = ok({ object: 'extract_run', status: 'CANCELLED' });
    expect(await fetchIn(nameless, { link: [cancelled] }).fetched).toMatchObject({
      reason: 'The run was cancelled.',
    });
  });

  it.each([
    ['gone', { status: 403 }],
    ['an error that calls itself 200', ok({ code: 'INTERNAL_ERROR', message: 'x' })],
    ['an error with the status of a run', ok({ code: 'INTERNAL_ERROR', status: 'FAILED' })],
    ['an empty object', ok('{}')],
    ['a page', ok('<html>')],
    ['another run', ok({ object: 'extract_run', id: 'exr_other', status: 'FAILED' })],
  ])('gives way to the run for the reason: %s', async (_, answer) => {
    const fetched = await fetchIn(FAILED_LINKED, { link: [answer], api: failedRun }).fetched;
    expect(fetched).toEqual({ kind: 'extraction_failed', reason });
  });

  it.each([404, 410, 422])('ends as a failed extraction even when the run answers %i', async (status) => {
    const world = fetchIn(FAILED_LINKED, { link: [{ status: 403 }], api: { status } });
    expect(await world.fetched).toEqual(unexplained);
  });

  it.each<[number, ErrorKind]>([
    [401, 'credentials'],
    [429, 'throttled'],
    [500, 'transient'],
    [206, 'transient'],
  ])('is asked again when the run answers %i', async (status, kind) => {
    const world = fetchIn(FAILED_LINKED, { link: [{ status: 403 }], api: { status } });
    expect(await errorFrom(world.fetched)).toMatchObject({ kind });
  });

  it('without an id names the run that was downloaded, or that calls itself one', async () => {
    const named = { kind: 'extraction_failed', reason, documentId: RUN_ID };
    expect(await fetchIn(nameless, { link: [failedRun] }).fetched).toEqual(named);
    const going = ok({ object: 'extract_run', id: RUN_ID, status: 'PROCESSING' });
    expect(await fetchIn(nameless, { link: [going], api: failedRun }).fetched).toEqual(named);
  });

  it('takes no error with the status of a run for the run, but a run with its name or id', async () => {
    const error = ok({ code: 'INTERNAL_ERROR', status: 'FAILED', id: 'req_1' });
    expect(await errorFrom(fetchIn(nameless, { link: [error] }).fetched)).toMatchObject({
      kind: 'transient',
    });
    const run = ok({ id: RUN_ID, status: 'FAILED', failureReason: 'ABORTED' });
    expect(await fetchIn(FAILED_LINKED, { link: [run] }).fetched).toMatchObject({ reason: 'ABORTED' });
  });

  it('without an id is asked again for an hour, and then ends without a reason: it is never lost', async () => {
    const link = [{ status: 403 }];
    expect(await errorFrom(fetchIn(nameless, { link, age: HOUR - 1 }).fetched)).toMatchObject({
      kind: 'transient',
      retryUntil: NOW + 1,
    });
    expect(await fetchIn(nameless, { link, age: HOUR }).fetched).toEqual(unexplained);
    expect(await fetchIn(nameless, { link: [REFUSED] }).fetched).toEqual(unexplained);
  });
});
