import type { Deliveries } from '../../../cli/connection/received-deliveries';
import { FollowedRefusals } from '../../../cli/operations/refused-deliveries';
import { NOW } from '../../support/records/records';
import { NO_DELIVERIES, recordedInbox } from '../recorded-inbox';

const mismatches = (count: number, source = 'limai'): Deliveries => ({
  ...NO_DELIVERIES,
  sources: [{ source, accepted: 0, refused: count > 0 ? { mismatch: count } : {} }],
});

/** What is told at each second given, when CloudWatch answers so. */
async function told(answers: readonly (Deliveries | Error)[], seconds: readonly number[], source?: string) {
  let asked = 0;
  const deliveries = async () => {
    const answer = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    if (answer instanceof Error) {
      throw answer;
    }
    return answer ?? NO_DELIVERIES;
  };
  const refusals = new FollowedRefusals(recordedInbox([], { deliveries }), source);
  const lines: string[][] = [];
  for (const second of seconds) {
    lines.push([...(await refusals.news(NOW + second * 1000))]);
  }
  return { lines: lines.map(([first]) => first), asked };
}

describe('refusals that tail follows', () => {
  it('are asked for at most once a minute', async () => {
    expect((await told([mismatches(0)], [0, 2, 30, 59, 60, 61, 120])).asked).toBe(3);
  });

  it('are told when there are more than before', async () => {
    const { lines } = await told([mismatches(1), mismatches(1), mismatches(3)], [0, 60, 120]);
    expect(lines).toEqual([
      expect.stringMatching(/^1 delivery to limai refused .*signature matches no live key; 0 accepted\.$/),
      undefined,
      expect.stringMatching(/^3 deliveries to limai refused/),
    ]);
  });

  it('are no requests without a signature: anybody sends them', async () => {
    const sources = [{ source: 'limai', accepted: 0, refused: { missing: 5 } }];
    expect((await told([{ ...NO_DELIVERIES, sources }], [0])).lines).toEqual([undefined]);
  });

  it('are those of the source that is followed', async () => {
    expect((await told([mismatches(1)], [0], 'extend')).lines).toEqual([undefined]);
  });

  it('that cannot be counted are said to be unknown, once', async () => {
    const { lines } = await told([new Error('AccessDenied')], [0, 60]);
    expect(lines).toEqual([
      expect.stringMatching(/^Refused deliveries are unknown: AccessDenied/),
      undefined,
    ]);
  });
});
