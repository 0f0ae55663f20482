import { ProviderError } from '../../../../lambda/domain/provider/error-kinds';
import { errorFrom, NOW } from '../support/fetch-from';
import { type Answer, event, fetchIn, HOUR, LINK, ok } from './link-world';

const CONTENT =
  '{ "object":"workflow_run","id":"w_1","n":12345678901234567890,"files":["https://files.example.com/1"] }';
const named = event('workflow_run.completed', { object: 'signed_data_url', data: LINK, id: 'w_1' });
const nameless = event('workflow_run.completed', { data: LINK });

describe('the link of an archived Extend event', () => {
  it.each([
    ['with an id', named],
    ['alone', nameless],
  ])('%s is downloaded as it came, and nothing else is asked', async (_, delivery) => {
    for (const refetch of [false, true]) {
      const world = fetchIn(delivery, { link: [ok(`\ufeff${CONTENT}\n`)], refetch });
      expect(await world.fetched).toEqual({ kind: 'content', content: Buffer.from(CONTENT) });
      expect(world.asked()).toEqual([LINK]);
      expect(world.http.requests[0]?.headers).toEqual({ accept: 'application/json' });
    }
  });

  it.each<[string, object]>([
    ['the status of a run', { object: 'parse_run_status', id: 'w_1', status: 'FAILED' }],
    ['a resource with a message', { object: 'parse_run', id: 'w_1', message: 'x', code: null }],
  ])('may lead to %s', async (_, content) => {
    const delivery = event('parse_run.failed', { data: LINK, id: 'w_1' });
    expect(await fetchIn(delivery, { link: [ok(content)] }).fetched).toMatchObject({ kind: 'content' });
  });

  it.each([
    ['classify_run.processed', ['classify_run'], ['workflow_run', 'classifier']],
    ['classify_run.something_new', ['classify_run'], ['workflow_run']],
    ['split_run.failed', ['split_run'], ['splitter']],
    ['edit_run.processed', ['edit_run'], ['parse_run']],
    ['form_detection_run.processed', ['form_detection_run'], ['edit_run']],
    ['parse_run.processed', ['parse_run_status', 'parse_run'], ['extract_run']],
    ['workflow_run.completed', ['workflow_run'], ['workflow', 'workflow_step_run']],
    ['workflow_run.step_run.processed', ['workflow_step_run', 'step_run'], ['workflow_run']],
    ['batch_processor_run.processed', ['batch_run'], ['extract_run']],
    ['batch_parse_run.failed', ['batch_run'], ['parse_run']],
    ['workflow.deployed', ['workflow', 'workflow_version'], ['workflow_run']],
    ['extractor.updated', ['extractor', 'extractor_version'], ['classifier']],
    ['classifier.version.published', ['classifier', 'classifier_version'], ['extractor_version']],
    ['splitter.deleted', ['splitter', 'splitter_version'], ['split_run']],
    ['verify_run.processed', ['verify_run', 'anything'], ['signed_data_url', 'error', '']],
    ['toString.constructor', ['anything'], ['error']],
    ['nothing', ['anything'], ['error']],
  ])('of %s may lead to %j, and not to %j', async (eventType, kinds, others) => {
    const attempt = (object: string) =>
      fetchIn(event(eventType, { data: LINK }), { link: [ok({ object, id: 'x' })] }).fetched;
    for (const object of kinds) {
      expect(await attempt(object)).toMatchObject({ kind: 'content' });
    }
    for (const object of others) {
      expect(await errorFrom(attempt(object))).toMatchObject({ kind: 'transient' });
    }
  });

  describe.each<[string, Answer]>([
    ['gone', { status: 404 }],
    ['a part', { status: 206, body: CONTENT }],
    ['nothing', ok('')],
    ['a page', ok('<html>')],
    ['a list', ok('[]')],
    ['an empty object', ok('{}')],
    ['an error', ok({ code: 'INTERNAL_ERROR', message: 'x' })],
    ['an error in an object', ok({ error: { code: 'X' } })],
    ['an error of a gateway', ok({ message: 'Forbidden' })],
    ['an error with an id', ok({ code: 'X', message: 'y', id: 'w_1' })],
    ['an error in detail', ok({ detail: 'Not found' })],
    ['errors in a list', ok({ errors: [{ x: 1 }] })],
    ['a resource without a name', ok({ id: 'w_1', stepRuns: [] })],
    ['a name that is no text', ok({ object: ['workflow_run'], id: 'w_1' })],
    ['a resource of another kind', ok({ object: 'classify_run', id: 'w_1' })],
    ['another link', ok({ object: 'signed_data_url', data: 'https://h/y', id: 'w_1' })],
    ['a broken connection', new ProviderError('transient', 'The connection broke.')],
  ])('that fails: %s', (_, answer) => {
    it('is asked again for an hour from the receipt, and never the API', async () => {
      const world = fetchIn(named, { link: [answer], age: HOUR - 1 });
      expect(await errorFrom(world.fetched)).toMatchObject({ kind: 'transient', retryUntil: NOW + 1 });
    });

    it('is dead after that hour', async () => {
      expect(await errorFrom(fetchIn(named, { link: [answer], age: HOUR }).fetched)).toMatchObject({
        kind: 'link_expired',
        message: expect.stringContaining('retry the event in the Extend dashboard'),
      });
    });
  });

  it('that the client refuses ends at once', async () => {
    const link = [new ProviderError('permanent', 'Refused: a private address.')];
    expect(await errorFrom(fetchIn(named, { link }).fetched)).toMatchObject({
      kind: 'link_expired',
      retryUntil: undefined,
    });
  });

  it('to another document is reported and never kept', async () => {
    const link = [ok({ object: 'workflow_run', id: 'w_other' })];
    const young = fetchIn(named, { link });
    expect(await errorFrom(young.fetched)).toMatchObject({
      kind: 'identity_mismatch',
      retryUntil: NOW + HOUR,
    });
    expect(young.mismatches).toEqual([{ field: 'id', expected: 'w_1', got: 'w_other' }]);
    expect(await errorFrom(fetchIn(named, { link, age: HOUR }).fetched)).toMatchObject({
      kind: 'link_expired',
    });
    expect(await fetchIn(nameless, { link }).fetched).toMatchObject({ kind: 'content' });
  });
});
