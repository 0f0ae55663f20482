import type { ConditionalWrite } from '../../lambda/domain/conditional-write';
import type { EventRecord } from '../../lambda/domain/event-record';
import {
  EVENT_STATUSES,
  type EventStatus,
  INITIAL_STATUSES,
  isFinal,
  LIFECYCLE,
  mayMove,
} from '../../lambda/domain/lifecycle';
import * as moves from '../../lambda/domain/moves';
import { newEventRecord, newQuarantineRecord } from '../../lambda/domain/new-record';
import * as recoveries from '../../lambda/domain/recovery-moves';
import { applyWrite } from '../support/apply-write';
import { moveAt, NOW, POLICY, recordIn, storedResult } from '../support/records';

const reason = { kind: 'permanent', message: 'why' } as const;

/** Every builder of moves, with the states in which a use case calls it. */
const BUILDERS: Readonly<
  Record<
    string,
    {
      from: readonly EventStatus[];
      /** Absent: it changes no state. */
      to?: EventStatus;
      build: (seen: EventRecord) => ConditionalWrite;
    }
  >
> = {
  lease: { from: ['RECEIVED'], to: 'PROCESSING', build: (seen) => moves.lease(seen.pk, moveAt()) },
  leaseSuspect: {
    from: ['RECEIVED'],
    to: 'PROCESSING',
    build: (seen) => moves.leaseSuspect(seen.pk, moveAt()),
  },
  takeOver: { from: ['PROCESSING'], build: (seen) => moves.takeOver(seen, moveAt()) },
  store: { from: ['PROCESSING'], to: 'STORED', build: (seen) => moves.store(seen, storedResult, moveAt()) },
  cover: {
    from: ['PROCESSING'],
    to: 'STORED',
    build: (seen) => moves.cover(seen, { pk: 'limai#recon', result: storedResult }, moveAt()),
  },
  endFailed: {
    from: ['RECEIVED', 'PROCESSING'],
    to: 'FAILED',
    build: (seen) => moves.end(seen, 'FAILED', reason, moveAt()),
  },
  endExtractionFailed: {
    from: ['PROCESSING'],
    to: 'EXTRACTION_FAILED',
    build: (seen) => moves.end(seen, 'EXTRACTION_FAILED', reason, moveAt()),
  },
  retry: {
    from: ['PROCESSING'],
    to: 'RECEIVED',
    build: (seen) => moves.retry(seen, { notBefore: NOW + 1_000, lastError: reason }, moveAt()),
  },
  release: { from: ['PROCESSING'], to: 'RECEIVED', build: (seen) => moves.release(seen, reason, moveAt()) },
  expireLease: {
    from: ['PROCESSING'],
    to: 'RECEIVED',
    build: (seen) => moves.expireLease(seen, reason, moveAt()),
  },
  pushDue: { from: ['RECEIVED', 'PROCESSING'], build: (seen) => moves.pushDue(seen, NOW, true, moveAt()) },
  redrive: { from: ['FAILED'], to: 'RECEIVED', build: (seen) => recoveries.redrive(seen, moveAt()) },
  replay: {
    from: ['STORED', 'EXTRACTION_FAILED', 'ARCHIVED'],
    to: 'RECEIVED',
    build: (seen) => recoveries.replay(seen, moveAt()),
  },
  supersede: {
    from: ['QUARANTINED'],
    to: 'ARCHIVED',
    build: (seen) => recoveries.supersede(seen, { pk: 'limai#real' }, moveAt()),
  },
};

const pairs = EVENT_STATUSES.flatMap((from) => EVENT_STATUSES.map((to) => ({ from, to })));

function movesMade(): Set<string> {
  const made = new Set<string>();
  for (const { from, build } of Object.values(BUILDERS)) {
    for (const status of from) {
      const seen = recordIn(status);
      const outcome = applyWrite(seen, build(seen));
      if (outcome.applied && outcome.record.status !== status) {
        made.add(`${status} → ${outcome.record.status}`);
      }
    }
  }
  return made;
}

describe('the lifecycle table', () => {
  it.each(pairs.filter(({ from, to }) => mayMove(from, to)))(
    'allows $from → $to, and a move makes it',
    ({ from, to }) => {
      expect(movesMade()).toContain(`${from} → ${to}`);
    },
  );

  it.each(pairs.filter(({ from, to }) => !mayMove(from, to)))(
    'forbids $from → $to, and no move makes it',
    ({ from, to }) => {
      expect(movesMade()).not.toContain(`${from} → ${to}`);
    },
  );

  it('names only states that exist', () => {
    for (const { moves: targets } of Object.values(LIFECYCLE)) {
      for (const target of targets) {
        expect(EVENT_STATUSES).toContain(target);
      }
    }
  });

  it('lets a final state be left only for RECEIVED or, from quarantine, ARCHIVED', () => {
    const exits = pairs.filter(({ from, to }) => isFinal(from) && mayMove(from, to));
    expect(exits.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'STORED → RECEIVED',
      'EXTRACTION_FAILED → RECEIVED',
      'ARCHIVED → RECEIVED',
      'QUARANTINED → ARCHIVED',
      'FAILED → RECEIVED',
    ]);
  });

  it('keeps every builder of domain/moves in this test', () => {
    // `unsent` changes no state: it takes back what pushDue counted.
    const notMoves = ['finalFields', 'unsent'];
    const tested = Object.keys(BUILDERS).map((name) => (name.startsWith('end') ? 'end' : name));
    expect(
      Object.keys(moves)
        .filter((name) => !notMoves.includes(name))
        .sort(),
    ).toEqual([...new Set(tested)].sort());
  });
});

describe('each move', () => {
  const cases = Object.entries(BUILDERS).flatMap(([name, { from, to, build }]) =>
    from.map((seen) => ({ name, seen, to: to ?? seen, build })),
  );

  it.each(cases)('$name takes a $seen record to $to', ({ seen, to, build }) => {
    const record = recordIn(seen);
    expect(applyWrite(record, build(record))).toMatchObject({ applied: true, record: { status: to } });
  });
});

describe('a move against a record that has moved since it was seen', () => {
  const cases = Object.entries(BUILDERS).flatMap(([name, { from, build }]) =>
    from.flatMap((seen) =>
      EVENT_STATUSES.filter((actual) => actual !== seen).map((actual) => ({ name, seen, actual, build })),
    ),
  );

  it.each(cases)('$name built on $seen is refused by a $actual record', ({ seen, actual, build }) => {
    expect(applyWrite(recordIn(actual), build(recordIn(seen)))).toMatchObject({ applied: false });
  });
});

describe('a new record', () => {
  const input = {
    ...moveAt(),
    source: { id: 'limai', provider: 'limai' },
    origin: 'webhook' as const,
    body: Buffer.from('{}'),
  };
  const event = { eventId: 'e', eventType: 't' };

  it('starts in one of the initial states, and each of these is used', () => {
    const statuses = [
      newEventRecord({ ...event, disposition: 'fetch' }, input).status,
      newEventRecord({ ...event, disposition: 'archive' }, input).status,
      newQuarantineRecord('why', input).status,
    ];
    expect(statuses).toEqual(INITIAL_STATUSES);
    expect(POLICY.indexShards).toBeGreaterThan(0);
  });
});
