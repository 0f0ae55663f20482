import { isFinal } from '../../lambda/domain/lifecycle/lifecycle';
import { eventually } from '../support/eventually';
import { Journey } from './stack/journey';

const DELIVERIES = 200;
const DISTINCT = 60;
const AT_ONCE = 32;

describe('many deliveries of fewer events', () => {
  it('are all answered 200; each event has one record, one result, and was asked for once', async () => {
    const journey = await Journey.start();
    try {
      const statuses = await sendAll(journey);
      expect(statuses).toEqual({ accepted: DISTINCT, duplicate: DELIVERIES - DISTINCT });
      await eventually(async () => ((await allFinal(journey)) ? true : undefined), 30_000);
      expect(await journey.stores.allRecordKeys()).toHaveLength(DISTINCT);
      expect(await journey.stores.objectKeys()).toHaveLength(DISTINCT);
      const calls = journey.run.simulators.limai?.calls() ?? [];
      expect(calls.length).toBe(DISTINCT);
      expect(new Set(calls.map((call) => call.documentId)).size).toBe(DISTINCT);
    } finally {
      await journey.stop();
    }
  });
});

/** How many deliveries got which answer. */
async function sendAll(journey: Journey): Promise<Readonly<Record<string, number>>> {
  const statuses: Record<string, number> = {};
  let next = 0;
  const sender = async () => {
    while (next < DELIVERIES) {
      const index = next % DISTINCT;
      next += 1;
      const ids = { eventId: `evt_${index}`, documentId: `doc_${index}` };
      const answer = await journey.send('limai', journey.sample('limai', 'success', ids).body);
      const status = answer.status === 200 ? String(answer.body.status) : String(answer.status);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return statuses;
}

async function allFinal(journey: Journey): Promise<boolean> {
  for (let index = 0; index < DISTINCT; index += 1) {
    const record = await journey.record('limai', `evt_${index}`);
    if (!record || !isFinal(record.status)) {
      return false;
    }
  }
  return true;
}
