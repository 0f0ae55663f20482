import { chaosPassed, describeChaos } from '../../../proofs/chaos/chaos';
import type { ChaosReport } from '../../../proofs/chaos/run-chaos';

const REPORT: ChaosReport = {
  deliveries: 25,
  sent: {
    attempts: new Map([
      ['no answer', 3],
      ['200 accepted', 20],
      ['200 duplicate', 5],
    ]),
    acknowledged: new Set(),
    unanswered: 0,
  },
  kills: new Map([
    ['ingest', 2],
    ['stack', 1],
  ]),
  missed: 0,
  restarts: 1,
  evidence: { records: new Map(), recordKeys: [], results: new Map() },
  problems: [],
  calls: { calls: 12, documents: 10, extra: 1 },
  seconds: { load: 5, recovery: 7, all: 12 },
};

describe('the report of a chaos run', () => {
  it('prints every figure', () => {
    const text = describeChaos(REPORT);
    expect(text).toContain(
      '25 deliveries in 28 attempts (20 × 200 accepted, 5 × 200 duplicate, 3 × no answer)',
    );
    expect(text).toContain('SIGKILL: 3 (2 × ingest, 1 × stack); 1 restarts of the whole stack');
    expect(text).toContain('12 calls for 10 documents, 1 of them extra');
    expect(text).toContain('0 lost, 0 doubled, 0 stuck, 0 wrong, 0 invented');
  });

  it('passes only when nothing is wrong, everything was answered, and everything planned was killed', () => {
    const lost = { kind: 'lost', key: 'src#1', detail: 'no record' } as const;
    expect(chaosPassed(REPORT)).toBe(true);
    expect(chaosPassed({ ...REPORT, problems: [lost] })).toBe(false);
    expect(chaosPassed({ ...REPORT, missed: 1 })).toBe(false);
    expect(chaosPassed({ ...REPORT, sent: { ...REPORT.sent, unanswered: 1 } })).toBe(false);
  });
});
