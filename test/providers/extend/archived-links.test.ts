import { ProviderError } from '../../../lambda/domain/error-kinds';
import { errorFrom, NOW } from '../obtain-from';
import { type Answer, event, HOUR, LINK, obtainIn, ok } from './link-world';

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
      const world = obtainIn(delivery, { link: [ok(`\ufeff${CONTENT}\n`)], refetch });
      expect(await world.obtained).toEqual({ kind: 'content', content: Buffer.from(CONTENT) });
      expect(world.asked()).toEqual([LINK]);
      expect(world.http.requests[0]?.headers).toEqual({ accept: 'application/json' });
    }
  });

  it.each<[string, object]>([
    ['the status of a run', { object: 'parse_run_status', id: 'w_1', status: 'FAILED' }],
    ['a resource with a message', { id: 'w_1', message: 'x' }],
    ['an object that names nothing', { stepRuns: [] }],
  ])('may lead to %s', async (_, content) => {
    expect(await obtainIn(named, { link: [ok(content)] }).obtained).toMatchObject({ kind: 'content' });
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
    ['a broken connection', new ProviderError('transient', 'The connection broke.')],
  ])('that leads to trouble: %s', (_, answer) => {
    it('is asked again for an hour from the receipt, and never the API', async () => {
      const world = obtainIn(named, { link: [answer], age: HOUR - 1 });
      expect(await errorFrom(world.obtained)).toMatchObject({ kind: 'transient', retryUntil: NOW + 1 });
    });

    it('is dead after that hour', async () => {
      expect(await errorFrom(obtainIn(named, { link: [answer], age: HOUR }).obtained)).toMatchObject({
        kind: 'link_expired',
        message: expect.stringContaining('retry the event in the Extend dashboard'),
      });
    });
  });

  it('that the client refuses ends at once', async () => {
    const link = [new ProviderError('permanent', 'Refused: a private address.')];
    expect(await errorFrom(obtainIn(named, { link }).obtained)).toMatchObject({ kind: 'permanent' });
  });

  it('to another document is reported and never kept', async () => {
    const link = [ok({ object: 'workflow_run', id: 'w_other' })];
    const young = obtainIn(named, { link });
    expect(await errorFrom(young.obtained)).toMatchObject({
      kind: 'identity_mismatch',
      retryUntil: NOW + HOUR,
    });
    expect(young.mismatches).toEqual([{ field: 'id', expected: 'w_1', got: 'w_other' }]);
    expect(await errorFrom(obtainIn(named, { link, age: HOUR }).obtained)).toMatchObject({
      kind: 'link_expired',
    });
    expect(await obtainIn(nameless, { link }).obtained).toMatchObject({ kind: 'content' });
  });
});
