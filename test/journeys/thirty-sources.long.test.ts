import { join } from 'node:path';
import { Journey } from './stack/journey';

const CONFIG = join(__dirname, '..', '..', 'examples', 'thirty-sources.config.ts');
const KIND = { limai: 'success', extend: 'processed' } as const;

let journey: Journey;

beforeAll(async () => {
  journey = await Journey.start({ config: CONFIG });
});

afterAll(() => journey?.stop());

describe('a stack of thirty sources', () => {
  it('receives a signed webhook at each of them, and stores its result', async () => {
    const { sources } = journey.run.endpoints;
    expect(sources).toHaveLength(30);
    const eventIds = new Map<string, string>();
    for (const { id, provider } of sources) {
      const choice = { eventId: `evt-${id}`, documentId: `doc-${id}` };
      const { body } = journey.sample(provider, KIND[provider as keyof typeof KIND], choice);
      expect([id, (await journey.send(id, body)).body.status]).toEqual([id, 'accepted']);
      eventIds.set(id, choice.eventId);
    }
    for (const [id, eventId] of eventIds) {
      expect([id, await journey.final(id, eventId)]).toMatchObject([id, { status: 'STORED', source: id }]);
    }
  });

  it('refuses at each of them what is signed with another source’s key', async () => {
    const { sources } = journey.run.endpoints;
    for (const [index, { id, provider }] of sources.entries()) {
      const other = sources.at(index - 2)?.signingSecret ?? '';
      const { body } = journey.sample(provider, KIND[provider as keyof typeof KIND]);
      expect((await journey.send(id, body, { signingKey: other })).status).toBe(401);
    }
  });
});
