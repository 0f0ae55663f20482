import { toItem } from '../../../lambda/adapters/dynamodb/event-item';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import type { Activity } from '../../../local/activity/activity.types';
import { ActivityFeed, LINES_PER_SECOND } from '../../../local/activity/activity-feed';
import type { JsonObject } from '../../../local/aws/template/json';
import { NOW, recordIn, storedResult, waitingRecord } from '../../support/records/records';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const STORED = recordIn('STORED', storedResult);
const RUN = { table: 'events', sources: [{ id: 'limai', url: 'http://127.0.0.1:1/webhooks/limai' }] };

function givenFeed() {
  const [told, sums]: [Activity[], string[]] = [[], []];
  const feed = new ActivityFeed({
    onActivity: (activity) => told.push(activity),
    onSum: (_, text) => sums.push(text),
    now: () => NOW,
  });
  feed.open(RUN);
  return { feed, told, sums };
}

const answered = (status: number, body: object, change: object = {}) => ({
  method: 'POST',
  path: '/webhooks/limai',
  status,
  body: Buffer.from(JSON.stringify(body)),
  milliseconds: 7,
  refused: false,
  requestId: 'request-1',
  ...change,
});

const refusalLine = (requestId = 'request-1') =>
  JSON.stringify({ level: 'WARN', message: 'Refused.', apiRequestId: requestId, reason: 'mismatch' });

function written(record: EventRecord, { table = 'events', assigned = ['status'] } = {}) {
  return { table, item: toItem(record) as unknown as JsonObject, assigned: new Set(assigned) };
}

describe('the activity of a run', () => {
  it.each([
    [{ status: 'accepted', eventId: 'evt_1' }, '200 new', 'evt_1'],
    [{ status: 'duplicate', eventId: 'evt_1' }, '200 duplicate', 'evt_1'],
    [{ status: 'quarantined' }, '200 quarantined', undefined],
    [{ challenge: 'c' }, '200 verification', undefined],
  ])('tells a request with its answer: %j', (body, label, eventId) => {
    const { feed, told } = givenFeed();
    feed.answered(answered(200, body));
    expect(told).toEqual([
      { kind: 'request', at: NOW, source: 'limai', label, eventId, milliseconds: 7, why: undefined },
    ]);
  });

  it('tells why a request was refused, whether the log line comes before or after the answer', () => {
    const { feed, told } = givenFeed();
    feed.logged(refusalLine());
    feed.answered(answered(401, { error: 'invalid_signature' }));
    feed.answered(answered(401, { error: 'invalid_signature' }, { requestId: 'request-2' }));
    expect(told).toHaveLength(1);
    feed.logged(refusalLine('request-2'));
    const why = 'signature matches no live key';
    expect(told).toMatchObject([
      { label: '401', why },
      { label: '401', why },
    ]);
  });

  it('tells a refusal without a log line a moment later', () => {
    const { feed, told } = givenFeed();
    feed.answered(answered(503, {}));
    expect(told).toEqual([]);
    jest.advanceTimersByTime(500);
    expect(told).toMatchObject([{ label: '503', why: 'no answer within 30 s' }]);
  });

  it.each([
    [{ path: '/nowhere', requestId: undefined }, 404, 'POST /nowhere: no source has this address'],
    [{ requestId: undefined }, 413, 'over the 10 MiB'],
    [{ error: { errorType: 'Exit', errorMessage: 'died' } }, 500, 'without an answer (Exit: died)'],
  ])('tells what API Gateway answered by itself: %j', (change, status, why) => {
    const { feed, told } = givenFeed();
    feed.answered(answered(status, { message: 'x' }, change));
    expect(told).toMatchObject([{ label: String(status), why: expect.stringContaining(why) }]);
  });

  it('tells an event that became final, with its result or the reason', () => {
    const { feed, told } = givenFeed();
    const lastError = { kind: 'permanent', message: 'HTTP 400.' } as const;
    feed.wrote(written(recordIn('STORED', { ...storedResult, updatedAt: NOW + 250 })));
    feed.wrote(written(recordIn('FAILED', { lastError })));
    expect(told).toMatchObject([
      { kind: 'final', label: 'STORED', milliseconds: 250, resultKey: 'results/x.json', why: undefined },
      { kind: 'final', label: 'FAILED', why: 'permanent: HTTP 400.' },
    ]);
  });

  it('tells an event that waits for its next try', () => {
    const { feed, told } = givenFeed();
    const lastError = { kind: 'transient', message: 'HTTP 500.' } as const;
    feed.wrote(written(waitingRecord({ lastError, notBefore: NOW + 4_000 })));
    expect(told).toMatchObject([{ kind: 'waiting', why: 'transient: HTTP 500. Next try in 4 s.' }]);
  });

  it('leaves a record that it cannot read to its reader', () => {
    const { feed, told } = givenFeed();
    feed.wrote(written(recordIn('STORED')));
    expect(told).toEqual([]);
  });

  it.each([
    ['another table', written(STORED, { table: 'other' })],
    ['a write that left the state', written(STORED, { assigned: ['deliveries'] })],
    ['a claim', written(waitingRecord())],
    ['an item that is no event', { ...written(STORED), item: { pk: { S: '~scan' } } }],
  ])('tells nothing of %s', (_, write) => {
    const { feed, told } = givenFeed();
    feed.wrote(write);
    expect(told).toEqual([]);
  });

  it('sums up what is more than a person reads in a second, then goes on line by line', () => {
    const { feed, told, sums } = givenFeed();
    for (let index = 0; index < LINES_PER_SECOND + 300; index += 1) {
      feed.answered(answered(200, { status: 'accepted', eventId: `evt_${index}` }));
    }
    feed.answered(answered(401, {}));
    feed.wrote(written(STORED));
    expect(told).toHaveLength(LINES_PER_SECOND);
    jest.advanceTimersByTime(1_000);
    expect(sums).toEqual([
      '… in the last second: 301 more requests (300 × 200 new, 1 × 401), 1 more event final (1 × STORED)',
    ]);
    feed.answered(answered(200, { status: 'accepted', eventId: 'evt_later' }));
    expect(told.at(-1)).toMatchObject({ eventId: 'evt_later' });
    jest.advanceTimersByTime(1_000);
    expect(sums).toHaveLength(1);
  });

  it('tells at the end what is still untold', () => {
    const { feed, told, sums } = givenFeed();
    feed.answered(answered(401, {}));
    for (let index = 0; index < LINES_PER_SECOND; index += 1) {
      feed.answered(answered(200, {}));
    }
    feed.close();
    expect([told.length, sums.length]).toEqual([LINES_PER_SECOND, 1]);
  });
});
