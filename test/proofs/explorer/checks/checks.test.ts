import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkBacklog } from '../../../../proofs/explorer/checks/check-backlog';
import { checkIdle } from '../../../../proofs/explorer/checks/check-idle';
import { checkRetryAfter } from '../../../../proofs/explorer/checks/check-retry-after';
import { ALARMED, checkToken } from '../../../../proofs/explorer/checks/check-token';

describe('in virtual time', () => {
  it('a minute of 429 with Retry-After fails no event, and nobody calls before the time', async () => {
    expect((await checkRetryAfter()).problems).toEqual([]);
  });

  it('an hour of a wrong token fails no event, and needs no redrive', async () => {
    expect((await checkToken()).problems).toEqual([]);
  });

  it('every metric that an alarm counts is watched in that hour', () => {
    const folder = join(__dirname, '..', '..', '..', '..', 'lib', 'monitoring', 'alarms');
    const alarms = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join();
    // Not those of a quarter of an hour, nor maxima: they need a share or a trend, which this hour does not have.
    const pattern = /\bappMetric\(\{ name: '(\w+)', by(?![^)]*(?:QUARTER|statistic))/g;
    const counted = [...alarms.matchAll(pattern)].map(([, name]) => name);
    expect([...new Set(counted)].sort()).toEqual([...ALARMED].sort());
  });

  it('an idle sweep reads one page per shard, whatever the table holds', async () => {
    expect((await checkIdle([0, 1_000, 10_000])).problems).toEqual([]);
  });

  it('a backlog and two hours without the provider leave few messages per event alive', async () => {
    expect((await checkBacklog(200)).problems).toEqual([]);
  });
});
