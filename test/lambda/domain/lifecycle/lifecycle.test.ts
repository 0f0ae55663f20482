import type { ConditionalWrite } from '../../../../lambda/domain/lifecycle/conditional-write';
import {
  EVENT_STATUSES,
  type EventStatus,
  INITIAL_STATUSES,
  isFinal,
  LIFECYCLE,
  mayMove,
} from '../../../../lambda/domain/lifecycle/lifecycle';
import * as moves from '../../../../lambda/domain/lifecycle/moves';
import * as recoveries from '../../../../lambda/domain/lifecycle/recovery-moves';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import { newEventRecord, newQuarantineRecord } from '../../../../lambda/domain/record/new-record';
import { applyWrite } from '../../../support/apply-write';
import { moveAt, NOW, POLICY, recordIn, storedResult } from '../../../support/records';

const reason = { kind: 'permanent', message: 'why' } as const;

/** The final states that a person may replay. */
const REPLAYABLE = ['STORED', 'EXTRACTION_FAILED', 'ARCHIVED'] as const;

interface Builder {
  readonly from: readonly EventStatus[];
  /** Absent: it changes no state. */
  readonly to?: EventStatus | 'replayedFrom';
  /** Called only while a replay is under way. */
  readonly ofReplay?: true;
  readonly build: (seen: EventRecord) => ConditionalWrite;
}

/** Every builder of moves, with the states in which a use case calls it: `<builder>` or `<builder>:<which of its cases>`. */
const BUILDERS: Readonly<Record<string, Builder>> = {
  lease: { from: ['RECEIVED'], to: 'PROCESSING', build: (seen) => moves.lease(seen.pk, moveAt()) },
  leaseSuspect: {
    from: ['RECEIVED'],
    to: 'PROCESSING',
    build: (seen) => moves.leaseSuspect(seen.pk, moveAt()),
  },
  takeOver: { from: ['PROCESSING'], build: (seen) => moves.takeOver(seen, moveAt()) },
  store: { from: ['PROCESSING'], to: 'STORED', build: (seen) => moves.store(seen, storedResult, moveAt()) },
  archive: {
    from: ['PROCESSING'],
    to: 'ARCHIVED',
    build: (seen) => moves.archive(seen, storedResult, moveAt()),
  },
  archiveAsIs: {
    from: ['PROCESSING'],
    to: 'ARCHIVED',
    build: (seen) => moves.archiveAsIs(seen, moveAt()),
  },
  cover: {
    from: ['PROCESSING'],
    to: 'STORED',
    build: (seen) => moves.cover(seen, { pk: 'limai#recon', result: storedResult }, moveAt()),
  },
  'end:FAILED': {
    from: ['RECEIVED', 'PROCESSING'],
    to: 'FAILED',
    build: (seen) => moves.end(seen, 'FAILED', reason, moveAt()),
  },
  'end:EXTRACTION_FAILED': {
    from: ['PROCESSING'],
    to: 'EXTRACTION_FAILED',
    build: (seen) => moves.end(seen, 'EXTRACTION_FAILED', reason, moveAt()),
  },
  'end:ARCHIVED': {
    from: ['PROCESSING'],
    to: 'ARCHIVED',
    build: (seen) => moves.end(seen, 'ARCHIVED', reason, moveAt()),
  },
  retry: {
    from: ['PROCESSING'],
    to: 'RECEIVED',
    build: (seen) => moves.retry(seen, { notBefore: NOW + 1_000, lastError: reason }, moveAt()),
  },
  release: { from: ['PROCESSING'], to: 'RECEIVED', build: (seen) => moves.release(seen, reason, moveAt()) },
  retryNow: { from: ['RECEIVED'], build: (seen) => moves.retryNow(seen, moveAt()) },
  awaitSource: {
    from: ['RECEIVED'],
    build: (seen) => moves.awaitSource(seen, NOW + 1_000, moveAt()),
  },
  expireLease: {
    from: ['PROCESSING'],
    to: 'RECEIVED',
    build: (seen) => moves.expireLease(seen, reason, moveAt()),
  },
  pushDue: { from: ['RECEIVED', 'PROCESSING'], build: (seen) => moves.pushDue(seen, NOW, true, moveAt()) },
  redrive: { from: ['FAILED'], to: 'RECEIVED', build: (seen) => recoveries.redrive(seen, moveAt()) },
  replay: {
    from: REPLAYABLE,
    to: 'RECEIVED',
    build: (seen) => recoveries.replay(seen, moveAt()),
  },
  supersede: {
    from: ['QUARANTINED'],
    to: 'ARCHIVED',
    build: (seen) => recoveries.supersede(seen, { pk: 'limai#real' }, moveAt()),
  },
  renewBody: {
    from: ['RECEIVED', 'FAILED', 'ARCHIVED'],
    to: 'RECEIVED',
    build: (seen) =>
      recoveries.renewBody(seen, { body: { bodySha256: '2'.repeat(64) }, learnt: {} }, moveAt()),
  },
  beginReplacing: {
    from: ['PROCESSING'],
    ofReplay: true,
    build: (seen) => moves.beginReplacing(seen, moveAt()),
  },
  'store:adopted': {
    from: ['RECEIVED', 'PROCESSING'],
    to: 'STORED',
    ofReplay: true,
    build: (seen) => moves.store(seen, storedResult, moveAt()),
  },
  returnFromReplay: {
    from: ['RECEIVED', 'PROCESSING'],
    to: 'replayedFrom',
    ofReplay: true,
    build: (seen) =>
      recoveries.returnFromReplay(seen, { to: seen.replayedFrom ?? 'FAILED', reason }, moveAt()),
  },
  loseResult: {
    from: ['RECEIVED', 'PROCESSING'],
    to: 'FAILED',
    ofReplay: true,
    build: (seen) => recoveries.loseResult(seen, reason, moveAt()),
  },
};

interface Case {
  readonly from: EventStatus;
  readonly to: EventStatus;
  /** Undefined: no replay is under way. */
  readonly replayedFrom?: EventStatus;
}

const pairs = EVENT_STATUSES.flatMap((from) => EVENT_STATUSES.map((to) => ({ from, to })));
const CASES: readonly Case[] = [
  ...pairs,
  ...REPLAYABLE.flatMap((replayedFrom) =>
    pairs.filter(({ from }) => !isFinal(from)).map((pair) => ({ ...pair, replayedFrom })),
  ),
];

const isAllowed = ({ from, to, replayedFrom }: Case) => mayMove(from, to, replayedFrom);

function movesMade(replayedFrom: EventStatus | undefined): Set<string> {
  const made = new Set<string>();
  const builders = Object.values(BUILDERS).filter(({ ofReplay }) => !ofReplay || replayedFrom !== undefined);
  for (const { from, build } of builders) {
    for (const status of from) {
      const seen = recordIn(status, replayedFrom && { replayedFrom });
      const outcome = applyWrite(seen, build(seen));
      if (outcome.applied && outcome.record.status !== status) {
        made.add(`${status} → ${outcome.record.status}`);
      }
    }
  }
  return made;
}

describe('the lifecycle table', () => {
  it.each(CASES.filter(isAllowed))(
    'allows $from → $to (replayed from: $replayedFrom), and a move makes it',
    ({ from, to, replayedFrom }) => {
      expect(movesMade(replayedFrom)).toContain(`${from} → ${to}`);
    },
  );

  it.each(CASES.filter((each) => !isAllowed(each)))(
    'forbids $from → $to (replayed from: $replayedFrom), and no move makes it',
    ({ from, to, replayedFrom }) => {
      expect(movesMade(replayedFrom)).not.toContain(`${from} → ${to}`);
    },
  );

  it.each([
    ['RECEIVED', 'STORED', undefined, false],
    ['RECEIVED', 'STORED', 'STORED', true],
    ['RECEIVED', 'STORED', 'EXTRACTION_FAILED', true],
    ['RECEIVED', 'EXTRACTION_FAILED', 'EXTRACTION_FAILED', true],
    ['RECEIVED', 'EXTRACTION_FAILED', 'STORED', false],
    ['RECEIVED', 'ARCHIVED', 'ARCHIVED', true],
    ['RECEIVED', 'ARCHIVED', 'STORED', false],
    ['PROCESSING', 'FAILED', 'STORED', true],
    ['STORED', 'STORED', 'STORED', false],
    ['FAILED', 'STORED', 'STORED', false],
  ] as const)('%s → %s while a replay from %s is under way: %s', (from, to, replayedFrom, allowed) => {
    expect(mayMove(from, to, replayedFrom)).toBe(allowed);
  });

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

  it('keeps every builder of domain/moves and domain/recovery-moves in this test', () => {
    // `unsent` changes no state: it takes back what pushDue counted.
    const built = Object.keys({ ...moves, ...recoveries }).filter((name) => name !== 'unsent');
    const tested = Object.keys(BUILDERS).map((name) => name.split(':')[0]);
    expect(built.sort()).toEqual([...new Set(tested)].sort());
  });
});

/** A record as a builder's use case finds it. */
const seenBy = ({ ofReplay }: Builder, status: EventStatus) =>
  recordIn(status, ofReplay && { replayedFrom: 'STORED' });

describe('each move', () => {
  const cases = Object.entries(BUILDERS).flatMap(([name, builder]) =>
    builder.from.map((seen) => {
      const to = builder.to === 'replayedFrom' ? 'STORED' : (builder.to ?? seen);
      return { name, seen, to, builder };
    }),
  );

  it.each(cases)('$name takes a $seen record to $to', ({ seen, to, builder }) => {
    const record = seenBy(builder, seen);
    expect(applyWrite(record, builder.build(record))).toMatchObject({
      applied: true,
      record: { status: to },
    });
  });
});

describe('a move against a record that has moved since it was seen', () => {
  const cases = Object.entries(BUILDERS).flatMap(([name, builder]) =>
    builder.from.flatMap((seen) =>
      EVENT_STATUSES.filter((actual) => actual !== seen).map((actual) => ({ name, seen, actual, builder })),
    ),
  );

  it.each(cases)('$name built on $seen is refused by a $actual record', ({ seen, actual, builder }) => {
    const write = builder.build(seenBy(builder, seen));
    expect(applyWrite(seenBy(builder, actual), write)).toMatchObject({ applied: false });
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
