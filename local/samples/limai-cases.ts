import { ARCHIVED_AT_ONCE, accepted, type DemoCase, QUARANTINED_AT_ONCE } from './demo-case';

const CHALLENGE: DemoCase['expected'] = { httpStatus: 200, answer: { challenge: 'chal_3f9c1b7e5a' } };

/** What the demo sends as Limai; the first case is also the one it repeats. */
export const limaiCases: readonly DemoCase[] = [
  { name: 'extracted', kind: 'success', asPrinted: true, expected: accepted('STORED') },
  { name: 'failed extraction', kind: 'failed', asPrinted: true, expected: accepted('EXTRACTION_FAILED') },
  { name: 'reviewed', kind: 'reviewed', asPrinted: true, expected: accepted('STORED') },
  { name: 'verification', kind: 'verification', expected: CHALLENGE },
  { name: 'verification, data', kind: 'verification-data', expected: CHALLENGE },
  { name: 'unknown type', kind: 'unknown', expected: ARCHIVED_AT_ONCE },
  { name: 'invalid body', kind: 'invalid', expected: QUARANTINED_AT_ONCE },
  { name: 'large body', kind: 'large', expected: accepted('STORED') },
  {
    name: 'not ready at first',
    kind: 'success',
    plan: { notReadyTimes: 1 },
    expected: accepted('STORED'),
  },
  {
    name: 'legacy answer',
    kind: 'success',
    plan: { body: '{"data":{"tables":{},"total":12345678901234567890.10}}' },
    expected: accepted('STORED'),
  },
];
