import type { Inbox } from '../../../cli/connection/inbox';
import { FollowedEvents } from '../../../cli/operations/events/follow-events';
import { recordSchema } from '../../../cli/operations/events/shown-record';
import { type EventRecord, toDay } from '../../../lambda/domain/record/event-record';
import { NOW, recordIn } from '../../support/records/records';
import { recordedInbox } from '../recorded-inbox';
import { runCommand } from '../run-command';

const at = (id: string, status: EventRecord['status'], seconds: number) => {
  const fields = { pk: `limai#${id}`, eventId: id, updatedAt: NOW + seconds * 1000 };
  const record = recordIn(status, fields);
  return record.statusDay ? { ...record, statusDay: `${status}#${toDay(fields.updatedAt)}#0` } : record;
};

/** An inbox whose table is another at each look; `undefined`: it cannot be read. */
function changingInbox(tables: readonly (readonly EventRecord[] | undefined)[]): Inbox {
  let look = -1;
  const nth = () => {
    const table = tables[Math.min(look, tables.length - 1)];
    if (table === undefined) {
      throw new Error('socket hang up');
    }
    return recordedInbox(table);
  };
  const index: Inbox['index'] = {
    openKeys: () => {
      look += 1;
      return nth().index.openKeys();
    },
    finalKeys: (query) => nth().index.finalKeys(query),
    countFinal: (query) => nth().index.countFinal(query),
    records: (pks) => nth().index.records(pks),
  };
  return { ...recordedInbox([]), index };
}

async function follow(tables: readonly (readonly EventRecord[] | undefined)[], since = NOW) {
  const inbox = changingInbox(tables);
  const events = new FollowedEvents({ since }, inbox);
  const told: (readonly string[])[] = [];
  for (const look of tables.keys()) {
    const changes = await events.changes(NOW + look * 10_000).catch(() => []);
    told.push(changes.map(({ eventId, status }) => `${eventId} ${status}`));
  }
  return told;
}

describe('following events', () => {
  it('tells each change once, oldest first', async () => {
    const received = at('a', 'RECEIVED', 1);
    expect(
      await follow([
        [received, at('b', 'STORED', 0)],
        [received, at('b', 'STORED', 0)],
        [at('a', 'PROCESSING', 12), at('b', 'STORED', 0), at('c', 'QUARANTINED', 11)],
        [at('a', 'STORED', 22), at('b', 'STORED', 0), at('c', 'QUARANTINED', 11)],
      ]),
    ).toEqual([['b STORED', 'a RECEIVED'], [], ['c QUARANTINED', 'a PROCESSING'], ['a STORED']]);
  });

  it('finds what an index showed only later', async () => {
    expect(await follow([[], [], [at('slow', 'STORED', 1)]])).toEqual([[], [], ['slow STORED']]);
  });

  it('loses nothing to a look that failed', async () => {
    expect(await follow([[at('a', 'RECEIVED', 1)], undefined, [at('a', 'STORED', 5)]])).toEqual([
      ['a RECEIVED'],
      [],
      ['a STORED'],
    ]);
  });

  it('begins where it is told to', async () => {
    const records = [at('old', 'STORED', -120), at('young', 'STORED', -20)];
    expect(await follow([records], NOW - 60_000)).toEqual([['young STORED']]);
    expect(await follow([records])).toEqual([[]]);
  });

  it('follows over midnight', async () => {
    const midnight = Date.parse('2024-01-16T00:00:00.000Z');
    const seconds = (midnight - NOW) / 1000;
    const inbox = recordedInbox([at('before', 'STORED', seconds - 1), at('after', 'STORED', seconds + 1)]);
    const events = new FollowedEvents({ since: midnight - 5_000 }, inbox);
    const changes = await events.changes(midnight + 2_000);
    expect(changes.map(({ eventId }) => eventId)).toEqual(['before', 'after']);
  });
});

describe('tail', () => {
  const tail = (inbox: Inbox, args: readonly string[] = []) => {
    const stop = new AbortController();
    const connect = async () => inbox;
    const running = runCommand(['tail', '--interval', '1', '--since', '1h', ...args], {
      connect,
      now: () => NOW,
      signal: stop.signal,
    });
    return { running, stop };
  };

  it('ends with 0 when it is stopped', async () => {
    const { running, stop } = tail(recordedInbox([at('a', 'STORED', -1)]), ['--source', 'limai']);
    setImmediate(() => stop.abort());
    expect(await running).toEqual({
      code: 0,
      out: '2024-01-15T10:30:59.000Z  STORED  limai  a  file_1\n',
      err: 'Following the recorded inbox. Ctrl-C ends it.\n',
    });
  });

  it('ends in the middle of a look that takes long', async () => {
    const stop = new AbortController();
    const inbox = recordedInbox([at('a', 'STORED', -1)]);
    async function* endless() {
      for (let n = 0; ; n += 1) {
        yield { pk: 'limai#a', at: NOW - n };
        if (n === 500) {
          stop.abort();
        }
      }
    }
    const index = { ...inbox.index, finalKeys: endless };
    const connect = async () => ({ ...inbox, index });
    expect(
      await runCommand(['tail', '--since', '1h'], { connect, now: () => NOW, signal: stop.signal }),
    ).toMatchObject({ code: 0 });
  });

  it('gives a machine one line for each change', async () => {
    const records = [at('a', 'STORED', -1), at('b', 'RECEIVED', 0)];
    const { running, stop } = tail(recordedInbox(records), ['--json']);
    setImmediate(() => stop.abort());
    const lines = (await running).out.trimEnd().split('\n');
    expect(lines.map((line) => recordSchema.parse(JSON.parse(line)).eventId)).toEqual(['a', 'b']);
  });

  it('is of the states asked for', async () => {
    const records = [at('a', 'STORED', -1), at('b', 'RECEIVED', 0)];
    const { running, stop } = tail(recordedInbox(records), ['--status', 'received']);
    setImmediate(() => stop.abort());
    expect((await running).out).toMatch(/^\S+ {2}RECEIVED {2}limai {2}b {2}file_1\n$/);
  });
});
