import { statsSchema } from '../../../cli/operations/events/read-stats';
import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import type { EventRecord } from '../../../lambda/domain/record/event-record';
import { statusDay } from '../../../lambda/domain/record/keys';
import { NOW, recordIn, storedResult } from '../../support/records/records';
import { recordedInbox } from '../recorded-inbox';
import { runCommand } from '../run-command';

const MINUTE = 60_000;
let ids = 0;

function given(status: EventStatus, fields: Partial<EventRecord> = {}): EventRecord {
  ids += 1;
  const record = recordIn(status, { pk: `limai#evt_${ids}`, ...fields });
  return record.statusDay ? { ...record, statusDay: statusDay(status, record.updatedAt, ids % 4) } : record;
}

/** Final after so many milliseconds. */
const finalAfter = (ms: number, status: EventStatus = 'STORED', fields: Partial<EventRecord> = {}) =>
  given(status, { receivedAt: NOW - ms, updatedAt: NOW, ...fields });

const openFor = (ms: number, status: EventStatus = 'RECEIVED') => given(status, { receivedAt: NOW - ms });

async function stats(records: readonly EventRecord[], ...args: string[]) {
  const options = { connect: async () => recordedInbox(records), now: () => NOW };
  const { code, out } = await runCommand(['stats', '--json', ...args], options);
  expect(code).toBe(0);
  return statsSchema.parse(JSON.parse(out));
}

describe('stats', () => {
  it('counts by state and day, newest day first', async () => {
    const yesterday = { updatedAt: NOW - 1440 * MINUTE };
    const { days } = await stats(
      [
        given('STORED'),
        given('STORED'),
        given('FAILED'),
        given('STORED', yesterday),
        given('QUARANTINED', yesterday),
      ],
      '--days',
      '2',
    );
    const none = { STORED: 0, EXTRACTION_FAILED: 0, ARCHIVED: 0, QUARANTINED: 0, FAILED: 0 };
    expect(days).toEqual([
      { day: '2024-01-15', states: { ...none, STORED: 2, FAILED: 1 } },
      { day: '2024-01-14', states: { ...none, STORED: 1, QUARANTINED: 1 } },
    ]);
  });

  it('counts what is open by state and age', async () => {
    const ages = [0, MINUTE - 1, MINUTE, 59 * MINUTE, 60 * MINUTE, 1440 * MINUTE].map((ms) => openFor(ms));
    const reopened = given('RECEIVED', { receivedAt: NOW - 9999 * MINUTE, openedAt: NOW });
    const { open } = await stats([...ages, reopened, openFor(5 * MINUTE, 'PROCESSING')]);
    expect(open).toEqual({
      complete: true,
      withResult: 0,
      states: [
        { state: 'RECEIVED', underMinute: 3, underHour: 2, underDay: 1, older: 1 },
        { state: 'PROCESSING', underMinute: 0, underHour: 1, underDay: 0, older: 0 },
      ],
    });
  });

  it('counts what is open by a replay and keeps its result meanwhile', async () => {
    const replayed = (status: EventStatus, replayedFrom: EventStatus, fields: Partial<EventRecord> = {}) =>
      given(status, { generation: 2, replayedFrom, openedAt: NOW, ...fields });
    const records = [
      replayed('RECEIVED', 'STORED', storedResult),
      replayed('PROCESSING', 'STORED', storedResult),
      replayed('RECEIVED', 'EXTRACTION_FAILED'),
      openFor(0),
    ];
    expect((await stats(records)).open.withResult).toBe(2);
    const options = { connect: async () => recordedInbox(records), now: () => NOW };
    expect((await runCommand(['stats'], options)).out).toContain(
      '\n2 of the open events are under replay, and keep their result until a better one is stored.\n',
    );
    expect(
      (await runCommand(['stats'], { ...options, connect: async () => recordedInbox([openFor(0)]) })).out,
    ).not.toContain('replayed');
  });

  it('measures from receipt to the state an event was worked to, the first time', async () => {
    const times = Array.from({ length: 100 }, (_, n) => finalAfter(n + 1));
    const { receiptToFinal } = await stats([
      ...times.slice(0, 50),
      ...times.slice(50).map((record) => asExtractionFailed(record)),
      finalAfter(1e6, 'FAILED'),
      finalAfter(1e6, 'ARCHIVED'),
      finalAfter(1e6, 'STORED', { generation: 2 }),
      finalAfter(1e6, 'STORED', { openedAt: NOW }),
    ]);
    expect(receiptToFinal).toEqual({
      events: 102,
      measured: 100,
      complete: true,
      milliseconds: { p50: 50, p95: 95, p99: 99 },
    });
  });

  it('measures no more than it is allowed to read, the newest, and says so', async () => {
    const records = Array.from({ length: 20 }, (_, n) =>
      given('STORED', { receivedAt: NOW - 1000, updatedAt: NOW - n }),
    );
    const { receiptToFinal } = await stats(records, '--days', '1', '--sample', '10');
    expect(receiptToFinal).toMatchObject({ events: 20, measured: 5, complete: false });
    expect(receiptToFinal.milliseconds?.p50).toBe(998);
  });

  it('has nothing to measure in an empty inbox', async () => {
    expect((await stats([])).receiptToFinal.milliseconds).toBeNull();
  });

  it('shows a person a table with its totals', async () => {
    const options = { connect: async () => recordedInbox([finalAfter(40), openFor(0)]), now: () => NOW };
    const { out } = await runCommand(['stats', '--days', '2'], options);
    expect(out).toMatch(
      /^FINAL ON +STORED +EXTRACTION_FAILED +ARCHIVED +QUARANTINED +FAILED\n2024-01-15 +1 /,
    );
    expect(out).toMatch(/\nall +1 +0 +0 +0 +0\n/);
    expect(out).toMatch(/\nRECEIVED +1 +0 +0 +0\n/);
    expect(out).toMatch(
      /\(1 of 1 events\): p50 40 ms, p95 40 ms, p99 40 ms\n\nNo delivery refused in the last hour; 0 accepted\.\n/,
    );
  });
});

function asExtractionFailed(record: EventRecord): EventRecord {
  const status = 'EXTRACTION_FAILED';
  return { ...record, status, statusDay: statusDay(status, record.updatedAt, 0) } as EventRecord;
}
