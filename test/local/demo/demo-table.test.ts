import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { DemoEvent } from '../../../local/demo/demo-event';
import { formatTable } from '../../../local/demo/demo-table';

const event = (label: string) => ({ label }) as DemoEvent;
const TIMES = { receivedAt: 1_705_314_600_000, updatedAt: 1_705_314_600_125 };

describe('the demo table', () => {
  const stored = {
    event: event('limai: extracted'),
    observation: {
      answer: { status: 200, body: '{"status":"accepted","eventId":"e1"}' },
      record: { ...TIMES, status: 'STORED', resultKey: 'results/e1.json' } as EventRecord,
    },
    problems: [],
  };
  const refused = {
    event: event('limai: bad signature'),
    observation: { answer: { status: 401, body: '{"error":"invalid_signature"}' } },
    problems: [],
  };

  it('shows answer, state, milliseconds from receipt to final, and where the result is', () => {
    expect(formatTable([stored, refused])).toBe(
      [
        '   event                 answer                 state            ms  result',
        '────────────────────────────────────────────────────────────────────────────────────',
        '✓  limai: extracted      200 accepted           STORED          125  results/e1.json',
        '✓  limai: bad signature  401 invalid_signature  nothing stored    -  -',
      ].join('\n'),
    );
  });

  it('gives the reason where there is no result', () => {
    const lastError = { kind: 'extraction_failed', message: 'Document format not supported' } as const;
    const record = { ...TIMES, status: 'EXTRACTION_FAILED', lastError } as EventRecord;
    const row = { ...stored, observation: { ...stored.observation, record } };
    expect(formatTable([row])).toMatch(/EXTRACTION_FAILED {2}125 {2}none: Document format not supported$/);
  });

  it('marks an event with problems and names each below', () => {
    const text = formatTable([stored, { ...refused, problems: ['record: got one', 'answer: got 200'] }]);
    expect(text).toMatch(/^✗ {2}limai: bad signature/m);
    expect(text).toMatch(
      /\n\n✗ limai: bad signature: record: got one\n✗ limai: bad signature: answer: got 200$/,
    );
  });
});
