import type { Engines } from '../../../local/aws/engines/engines.types';
import { startEngines } from '../../../local/aws/engines/start-engines';
import type { Gateway } from '../../../local/aws/gateway/gateway.types';
import { startGateway } from '../../../local/aws/gateway/start-gateway';
import { bodyFor } from '../../../local/simulators/start-simulators';
import { startLoopbackServer } from '../../support/network/loopback-server';
import { Journey } from '../stack/journey';

describe("somebody else's AWS endpoint", () => {
  let engines: Engines;
  let gateway: Gateway;

  beforeAll(async () => {
    engines = await startEngines();
    gateway = await startGateway({ engines });
  }, 30_000);

  afterAll(async () => {
    await gateway.stop();
    await engines.stop();
  });

  it('is given every resource, and every call of the functions', async () => {
    const journey = await Journey.start({ awsEndpointUrl: gateway.url });
    try {
      expect(journey.run.gateway).toBeUndefined();
      expect(new Set(Object.values(journey.run.endpoints.endpoints))).toEqual(new Set([gateway.url]));
      const { body, eventId = '' } = journey.sample('limai', 'success');
      await journey.send('limai', body);
      expect(await journey.final('limai', eventId)).toMatchObject({ status: 'STORED' });
    } finally {
      await journey.stop();
    }
  }, 60_000);
});

describe("somebody else's provider API", () => {
  it('takes the place of the simulator', async () => {
    const asked: string[] = [];
    const api = await startLoopbackServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization?.split('_')[0]}`);
      response.setHeader('content-type', 'application/json').end(bodyFor('limai', 'doc_own'));
    });
    const journey = await Journey.start({ providerUrls: { limai: api.origin } });
    try {
      expect(Object.keys(journey.run.endpoints.simulators)).toEqual(['extend']);
      const { body, eventId = '' } = journey.sample('limai', 'success', { documentId: 'doc_own' });
      await journey.send('limai', body);
      expect(await journey.final('limai', eventId)).toMatchObject({ status: 'STORED' });
      expect(asked).toEqual([
        expect.stringMatching(/^GET \/api\/v1\/document\/get-file-data\?.* Bearer local$/),
      ]);
    } finally {
      await journey.stop();
      await api.stop();
    }
  }, 60_000);
});
