import { KillSchedule, type PlannedKill } from '../../../proofs/chaos/chaos-plan';

const KILLS: readonly PlannedKill[] = [
  { after: 5, target: 'stack', atCall: 1 },
  { after: 2, target: 'ingest', atCall: 1 },
  { after: 9, target: 'sweeper', atCall: 1 },
];

describe('KillSchedule', () => {
  it('kills when the load has come far enough, one at a time, in order', async () => {
    const log: string[] = [];
    const schedule = new KillSchedule(KILLS, async ({ target }) => {
      log.push(`${target} begins`);
      await Promise.resolve();
      log.push(`${target} ends`);
    });
    schedule.advance(1);
    await schedule.finished();
    expect(log).toEqual([]);
    schedule.advance(6);
    await schedule.finished();
    expect(log).toEqual(['ingest begins', 'ingest ends', 'stack begins', 'stack ends']);
  });

  it('says when a kill could not be carried out', async () => {
    const schedule = new KillSchedule(KILLS, () => Promise.reject(new Error('did not start again')));
    schedule.advance(9);
    await expect(schedule.finished()).rejects.toThrow('did not start again');
  });
});
