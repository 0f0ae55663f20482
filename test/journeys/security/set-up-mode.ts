import { SECRET_PLACEHOLDER } from '../../../lambda/contracts/source-settings';
import { JsonView } from '../../../lambda/domain/text/json-view';
import { concurrently } from '../../../lambda/usecases/concurrently';
import type { HostileRequest } from '../../../proofs/fuzz/attacks/authentic';
import { eventually } from '../../support/eventually';
import { freshIds, INVALID_SIGNATURE, type RunningStack } from '../stack/running-stack';
import { dataCalls, fuzzSource, send, transportable } from './hostile-http';
import { putSigningSecret } from './put-secret';
import { CACHE_MS } from './secret-reads';

const SAMPLE = 1_000;
const AT_ONCE = 16;
const CHALLENGE = Buffer.from('{"eventType":"VERIFICATION","challenge":"chal_1"}');
const KEY = 'canary_first_key';

/** From the deployment to the first key. */
export function describeSetUpMode(stack: RunningStack, sources: readonly string[]): void {
  const event = (source: string) =>
    stack.journey.sample(stack.journey.source(source).provider, 'unknown', freshIds()).body;
  const readStatus = async (source: string, signingKey: string) =>
    (await stack.journey.send(source, event(source), { signingKey })).status;

  beforeAll(async () => {
    await Promise.all(sources.map((source) => putSigningSecret(stack.journey, source, SECRET_PLACEHOLDER)));
  });

  it.each(sources)('%s without a key refuses what is signed with anything', async (source) => {
    for (const signingKey of [KEY, SECRET_PLACEHOLDER, '']) {
      expect(await readStatus(source, signingKey)).toBe(503);
    }
  });

  it('sources without a key accept nothing but a challenge, and write nothing', async () => {
    const { journey } = stack;
    const targets = sources.map((source) => fuzzSource(journey, source));
    const before = dataCalls(journey);
    const accepted: HostileRequest[] = [];
    const statuses = new Set<number>();
    await concurrently(transportable(targets, SAMPLE), AT_ONCE, async (hostile) => {
      const { status } = await send(journey.run.endpoints.api, hostile);
      statuses.add(status);
      if (status === 200) {
        accepted.push(hostile);
      }
    });
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.filter(({ body }) => !isChallenge(body))).toEqual([]);
    expect([...statuses].filter((status) => ![200, 404, 413, 503].includes(status))).toEqual([]);
    expect(dataCalls(journey)).toEqual(before);
  });

  it.each(sources)(
    '%s accepts what is signed once its key is put in, and an unsigned challenge no more',
    async (source) => {
      const { journey } = stack;
      await putSigningSecret(journey, source, JSON.stringify([KEY]));
      await eventually(async () => (await readStatus(source, KEY)) === 200 || undefined, CACHE_MS);
      expect(await journey.send(source, CHALLENGE, { signingKey: 'another' })).toEqual(INVALID_SIGNATURE);
      expect(await readStatus(source, SECRET_PLACEHOLDER)).toBe(401);
    },
  );
}

function isChallenge(body: Buffer): boolean {
  const [eventType, challenge, data] = JsonView.of(body)?.pick(['eventType', 'challenge', 'data']) ?? [];
  return eventType?.text === 'VERIFICATION' && (challenge?.type === 'string' || data !== undefined);
}
