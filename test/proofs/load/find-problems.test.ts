import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { sha256Hex } from '../../../lambda/domain/record/keys';
import { type Evidence, findProblems, type SentEvent } from '../../../proofs/load/find-problems';

const TAIL = Buffer.from(',"event":{"id":1},"extraction":{"total":2}}');
const RESULT = Buffer.concat([Buffer.from('{"schemaVersion":1'), TAIL]);
const KEY = 'results/provider=acme/source=src/schema=s/date=2025-01-01/doc-1/evt-1.json';

const SENT: SentEvent = {
  acknowledged: true,
  expected: {
    pk: 'src#evt-1',
    source: 'src',
    eventId: 'evt-1',
    status: 'STORED',
    bodySha256: 'body',
    tail: { bytes: TAIL.length, sha256: sha256Hex(TAIL) },
  },
};

function record(changes: Partial<EventRecord> = {}): EventRecord {
  return {
    pk: 'src#evt-1',
    eventId: 'evt-1',
    source: 'src',
    provider: 'acme',
    receivedAt: Date.parse('2025-01-01T00:00:00.000Z'),
    updatedAt: Date.parse('2025-01-01T00:00:01.000Z'),
    status: 'STORED',
    attempts: 0,
    generation: 1,
    bodySha256: 'body',
    origin: 'webhook',
    recordVersion: 1,
    writeId: 'w',
    resultKey: KEY,
    resultSha256: sha256Hex(RESULT),
    ...changes,
  } as EventRecord;
}

function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    records: new Map([['src#evt-1', record()]]),
    recordKeys: ['src#evt-1'],
    results: new Map([[KEY, RESULT]]),
    ...changes,
  };
}

function kinds(found: Evidence, sent: readonly SentEvent[] = [SENT]): readonly string[] {
  return findProblems(sent, found).map(({ kind }) => kind);
}

function withRecord(changes: Partial<EventRecord>): Evidence {
  return evidence({ records: new Map([['src#evt-1', record(changes)]]) });
}

describe('findProblems', () => {
  it('finds none when records and results are as sent', () => {
    expect(findProblems([SENT], evidence())).toEqual([]);
  });

  it('calls an acknowledged event without a record lost', () => {
    expect(kinds(evidence({ records: new Map(), recordKeys: [], results: new Map() }))).toEqual(['lost']);
  });

  it('owes nothing for an event that was never answered 200', () => {
    const unanswered = { ...SENT, acknowledged: false };
    const nothing = evidence({ records: new Map(), recordKeys: [], results: new Map() });
    expect(kinds(nothing, [unanswered])).toEqual([]);
  });

  it('calls a stored result that is not there lost', () => {
    expect(kinds(evidence({ results: new Map() }))).toEqual(['lost']);
  });

  it('calls a second object of one event doubled', () => {
    const second = KEY.replace('date=2025-01-01', 'date=2025-01-02');
    const results = new Map([
      [KEY, RESULT],
      [second, RESULT],
    ]);
    expect(kinds(evidence({ results }))).toEqual(['doubled']);
  });

  it.each(['RECEIVED', 'PROCESSING'] as const)('calls an event left in %s stuck', (status) => {
    expect(kinds(withRecord({ status }))).toEqual(['stuck']);
  });

  it('calls another final state than the event’s own wrong', () => {
    expect(kinds(withRecord({ status: 'FAILED' }))).toEqual(['wrong']);
  });

  it('calls a result whose checksum is not the record’s wrong', () => {
    expect(kinds(withRecord({ resultSha256: 'another' }))).toEqual(['wrong']);
  });

  it('calls other bytes than were sent and served wrong, even under a fitting checksum', () => {
    const other = Buffer.from(RESULT.toString().replace('"total":2', '"total":3'));
    const found = withRecord({ resultSha256: sha256Hex(other) });
    expect(kinds({ ...found, results: new Map([[KEY, other]]) })).toEqual(['wrong']);
  });

  it('calls another body than was sent wrong', () => {
    expect(kinds(withRecord({ bodySha256: 'another' }))).toEqual(['wrong']);
  });

  it('calls records and results of what nobody sent invented', () => {
    const found = evidence({ recordKeys: ['src#evt-1', 'src#evt-2'] });
    const results = new Map([...found.results, [KEY.replace('evt-1', 'evt-2'), RESULT]]);
    expect(kinds({ ...found, results })).toEqual(['invented', 'invented']);
  });

  it('calls a result of an event that must have none invented', () => {
    const archived: SentEvent = {
      acknowledged: true,
      expected: { pk: 'src#evt-1', source: 'src', eventId: 'evt-1', status: 'ARCHIVED', bodySha256: 'body' },
    };
    expect(kinds(withRecord({ status: 'ARCHIVED' }), [archived])).toEqual(['invented']);
  });
});
