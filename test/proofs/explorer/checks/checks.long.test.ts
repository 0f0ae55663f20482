import { checkBacklog } from '../../../../proofs/explorer/checks/check-backlog';
import { checkIdle } from '../../../../proofs/explorer/checks/check-idle';

describe('in virtual time, with many events', () => {
  it('an idle sweep reads one page per shard, whatever the table holds', async () => {
    expect((await checkIdle([0, 10_000, 100_000])).problems).toEqual([]);
  });

  it('a backlog and two hours without the provider leave few messages per event alive', async () => {
    expect((await checkBacklog(3_000)).problems).toEqual([]);
  });
});
