import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { sha256Hex } from '../../../lambda/domain/record/keys';
import { resultDocument } from '../../../lambda/domain/result/result-document';
import { checkEvent, type Observation, totalProblems } from '../../../local/demo/check-event';
import type { DemoEvent } from '../../../local/demo/demo-event';
import { ARCHIVED_AT_ONCE, accepted } from '../../../local/samples/demo-case';

const BODY = Buffer.from('{"eventId": "e1",  "n": 1.0}');
const EXTRACTION = Buffer.from('{"total": 12345678901234567890.10}');

const EVENT: DemoEvent = {
  label: 'src: extracted',
  delivery: { provider: 'limai', url: 'http://127.0.0.1:9', signingKey: 'k', body: BODY },
  expected: accepted('STORED'),
  pk: 'src#e1',
  extraction: EXTRACTION,
};
const REFUSED: DemoEvent = {
  ...EVENT,
  expected: { httpStatus: 401, answer: { error: 'invalid_signature' } },
  pk: 'src#refused',
};
const ARCHIVED: DemoEvent = { ...EVENT, expected: ARCHIVED_AT_ONCE, pk: 'src#archived' };

const RESULT = resultDocument({
  record: { source: 'src', provider: 'limai', eventId: 'e1', generation: 1 },
  fetchedAt: Date.parse('2024-01-15T10:30:46.000Z'),
  event: BODY,
  name: 'extraction',
  content: EXTRACTION,
});

const RECORD = {
  status: 'STORED',
  resultKey: 'results/x.json',
  resultSha256: sha256Hex(RESULT),
  resultBytes: RESULT.length,
} as EventRecord;

const STORED: Observation = {
  answer: { status: 200, body: '{"status":"accepted","eventId":"e1"}' },
  record: RECORD,
  result: RESULT,
  kept: BODY,
};
const AS_ARCHIVED: Observation = {
  answer: { status: 200, body: '{"status":"archived","eventId":"e1"}' },
  record: { status: 'ARCHIVED' } as EventRecord,
  kept: BODY,
};
const AS_REFUSED: Observation = { answer: { status: 401, body: '{"error":"invalid_signature"}' } };

const resultLike = (from: string, to: string) => {
  const result = Buffer.from(RESULT.toString().replace(from, to));
  const record = { ...RECORD, resultSha256: sha256Hex(result), resultBytes: result.length };
  return { ...STORED, result, record };
};

describe('checkEvent', () => {
  it.each([
    ['a stored event', EVENT, STORED],
    ['an archived event', ARCHIVED, AS_ARCHIVED],
    ['a refused delivery', REFUSED, AS_REFUSED],
  ])('finds nothing wrong with %s', (_, event, seen) => {
    expect(checkEvent(event, seen)).toEqual([]);
  });

  it.each<[string, DemoEvent, Observation, RegExp]>([
    [
      'another HTTP status',
      EVENT,
      { ...STORED, answer: { status: 503, body: '' } },
      /answer: got 503, expected 200/,
    ],
    ['no answer', EVENT, { ...STORED, answer: { status: 0, body: 'refused' } }, /got none \(refused\)/],
    [
      'another word in the answer',
      EVENT,
      { ...STORED, answer: { status: 200, body: '{"status":"duplicate"}' } },
      /got status "duplicate", expected "accepted"/,
    ],
    ['no record', EVENT, { answer: STORED.answer }, /record: got none, expected one in STORED/],
    [
      'another state',
      EVENT,
      {
        ...STORED,
        record: {
          ...RECORD,
          status: 'FAILED',
          lastError: { kind: 'permanent', message: 'why' },
        } as EventRecord,
      },
      /state: got FAILED \(why\), expected STORED/,
    ],
    [
      'a state that is not final',
      EVENT,
      { ...STORED, record: { ...RECORD, status: 'RECEIVED' } as EventRecord },
      /RECEIVED/,
    ],
    ['a record of a refused delivery', REFUSED, { ...AS_REFUSED, record: RECORD }, /expected nothing stored/],
    [
      'a body kept otherwise',
      EVENT,
      { ...STORED, kept: Buffer.from('{"eventId":"e1"}') },
      /body: what was kept/,
    ],
    [
      'a result where there is none',
      ARCHIVED,
      { ...AS_ARCHIVED, record: { ...RECORD, status: 'ARCHIVED' } as EventRecord },
      /expected none/,
    ],
    ['a missing result object', EVENT, { ...STORED, result: undefined }, /no object at results\/x\.json/],
    ['an extraction off by one digit', EVENT, resultLike('890.10', '890.11'), /event or extraction differs/],
    [
      'an extraction parsed and written again',
      EVENT,
      resultLike('12345678901234567890.10', '12345678901234567000'),
      /differs/,
    ],
    ['an event written again', EVENT, resultLike('1.0', '1'), /event or extraction differs/],
    [
      'a wrong checksum',
      EVENT,
      { ...STORED, record: { ...RECORD, resultSha256: '00' } },
      /sha256 is not the record/,
    ],
    ['a wrong size', EVENT, { ...STORED, record: { ...RECORD, resultBytes: 1 } }, /record says 1/],
  ])('reports %s', (_, event, seen, problem) => {
    const problems = checkEvent(event, seen);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });
});

describe('checkEvent of a document that was not ready', () => {
  const waited = { ...EVENT, plan: { notReadyTimes: 2 } };
  const retried = (attempts: number) => ({ ...STORED, record: { ...RECORD, attempts } });

  it('finds none when it was tried again', () => {
    expect(checkEvent(waited, retried(2))).toEqual([]);
  });

  it('reports that it was not', () => {
    expect(checkEvent(waited, retried(1))).toEqual(['retries: got 1, expected 2']);
  });
});

describe('an archived event with content', () => {
  const WITH_CONTENT: DemoEvent = { ...ARCHIVED, expected: accepted('ARCHIVED'), content: EXTRACTION };
  const document = resultDocument({
    record: { source: 'src', provider: 'limai', eventId: 'e1', generation: 1 },
    fetchedAt: Date.parse('2024-01-15T10:30:46.000Z'),
    event: BODY,
    name: 'payload',
    content: EXTRACTION,
  });
  const record = {
    ...RECORD,
    status: 'ARCHIVED',
    resultSha256: sha256Hex(document),
    resultBytes: document.length,
  } as EventRecord;

  it('must have what its link led to', () => {
    expect(checkEvent(WITH_CONTENT, { ...STORED, record, result: document })).toEqual([]);
    expect(checkEvent(WITH_CONTENT, { ...STORED, record: AS_ARCHIVED.record })).toEqual([
      expect.stringContaining('result'),
      expect.anything(),
      expect.anything(),
    ]);
  });
});

describe('totalProblems', () => {
  const RAW = { ...STORED, record: { ...RECORD, rawKey: 'raw/a' } };
  const SEEN = [
    { event: EVENT, observation: RAW },
    { event: { ...EVENT, label: 'src: the same again' }, observation: RAW },
    { event: ARCHIVED, observation: AS_ARCHIVED },
    { event: REFUSED, observation: AS_REFUSED },
  ];

  it('counts a duplicate once and a refused delivery not at all', () => {
    expect(totalProblems(SEEN, { records: 2, results: 1, rawBodies: 1, archived: 0 })).toEqual([]);
  });

  it.each([
    [{ records: 3, results: 1, rawBodies: 1, archived: 0 }, 'records: got 3 in the stores, expected 2'],
    [{ records: 2, results: 2, rawBodies: 1, archived: 0 }, 'results: got 2 in the stores, expected 1'],
    [{ records: 2, results: 1, rawBodies: 2, archived: 0 }, 'rawBodies: got 2 in the stores, expected 1'],
    [{ records: 2, results: 1, rawBodies: 1, archived: 1 }, 'archived: got 1 in the stores, expected 0'],
  ])('reports %j', (totals, problem) => {
    expect(totalProblems(SEEN, totals)).toEqual([problem]);
  });
});
