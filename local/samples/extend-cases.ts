import { ARCHIVED_AT_ONCE, accepted, type DemoCase, QUARANTINED_AT_ONCE } from './demo-case';

/** What the demo sends as Extend; the first case is also the one it repeats. */
export const extendCases: readonly DemoCase[] = [
  { name: 'run processed', kind: 'processed', asPrinted: true, expected: accepted('STORED') },
  { name: 'run failed', kind: 'failed', expected: accepted('EXTRACTION_FAILED') },
  { name: 'signed URL', kind: 'signed-url', expected: accepted('STORED') },
  { name: 'signed URL, docs', kind: 'signed-url-docs', expected: accepted('STORED') },
  { name: 'signed URL gone', kind: 'signed-url-gone', expected: accepted('STORED') },
  { name: 'archived link', kind: 'archived-link', expected: accepted('ARCHIVED') },
  { name: 'unknown type', kind: 'unknown', expected: ARCHIVED_AT_ONCE },
  { name: 'invalid body', kind: 'invalid', expected: QUARANTINED_AT_ONCE },
  { name: 'large body', kind: 'large', expected: accepted('STORED') },
  {
    name: 'not ready at first',
    kind: 'signed-url-gone',
    plan: { notReadyTimes: 1 },
    expected: accepted('STORED'),
  },
];
