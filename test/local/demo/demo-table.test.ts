import { createStyle } from '../../../cli/terminal/style';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { DemoEvent } from '../../../local/demo/demo-event';
import { formatTable } from '../../../local/demo/demo-table';

const event = (label: string) => ({ label }) as DemoEvent;
const PLAIN = { style: createStyle({}, { env: {} }) };
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
    expect(formatTable([stored, refused], PLAIN).split('\n')).toEqual([
      '   EVENT                 ANSWER                 STATE            MS  RESULT',
      '✓  limai: extracted      200 accepted           STORED          125  e1.json',
      '✓  limai: bad signature  401 invalid_signature  nothing stored    -  -',
    ]);
  });

  it.each([80, 100, 200])('fits 100 columns, whatever stands in it (terminal of %d)', (width) => {
    const record = { ...TIMES, status: 'EXTRACTION_FAILED', resultKey: `results/${'k'.repeat(200)}` };
    const observation = { ...refused.observation, record: record as EventRecord };
    const text = formatTable([{ ...refused, observation, event: event('e'.repeat(60)) }], {
      ...PLAIN,
      width,
    });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(
      Math.min(100, width),
    );
    expect(text).toMatch(/ EXTRACTION_FAILED .* k+…$/m);
  });

  it('gives the reason where there is no result', () => {
    const lastError = { kind: 'extraction_failed', message: 'Document format not supported' } as const;
    const record = { ...TIMES, status: 'EXTRACTION_FAILED', lastError } as EventRecord;
    const row = { ...stored, observation: { ...stored.observation, record } };
    expect(formatTable([row], PLAIN)).toMatch(/EXTRACTION_FAILED {2}125 {2}Document format not supported$/);
  });

  it('marks an event with problems and names each below', () => {
    const text = formatTable(
      [stored, { ...refused, problems: ['record: got one', 'answer: got 200'] }],
      PLAIN,
    );
    expect(text).toMatch(/^✗ {2}limai: bad signature/m);
    expect(text).toMatch(
      /\n\n✗ limai: bad signature: record: got one\n✗ limai: bad signature: answer: got 200$/,
    );
  });
});
