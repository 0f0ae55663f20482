import type { ConditionalWrite } from '../../../../lambda/domain/lifecycle/conditional-write';
import {
  canTransition,
  EVENT_STATUSES,
  type EventStatus,
  INITIAL_STATUSES,
  isFinal,
  LIFECYCLE,
} from '../../../../lambda/domain/lifecycle/lifecycle';
import * as recoveries from '../../../../lambda/domain/lifecycle/recovery-transitions';
import * as transitions from '../../../../lambda/domain/lifecycle/transitions';
import type { EventRecord, ProcessingRecord } from '../../../../lambda/domain/record/event-record';
import { newEventRecord, newQuarantineRecord } from '../../../../lambda/domain/record/new-record';
import { applyWrite } from '../../../support/records/apply-write';
import { NOW, POLICY, recordIn, storedResult, transitionAt } from '../../../support/records/records';

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

/** Every builder of transitions, with the states in which a use case calls it: `<builder>` or `<builder>:<which of its cases>`. */
const BUILDERS: Readonly<Record<string, Builder>> = {
  lease: {
    from: ['RECEIVED'],
    to: 'PROCESSING',
    build: (seen) => transitions.lease(seen.pk, transitionAt()),
  },
  leaseIsolated: {
    from: ['RECEIVED'],
    to: 'PROCESSING',
    build: (seen) => transitions.leaseIsolated(seen.pk, transitionAt()),
  },
  takeOver: {
    from: ['PROCESSING'],
    build: (seen) => transitions.takeOver(seen as ProcessingRecord, transitionAt()),
  },
  markStored: {
    from: ['PROCESSING'],
    to: 'STORED',
    build: (seen) => transitions.markStored(seen, storedResult, transitionAt()),
  },
  'markArchived:content': {
    from: ['PROCESSING'],
    to: 'ARCHIVED',
    build: (seen) => transitions.markArchived(seen, storedResult, transitionAt()),
  },
  'markArchived:as it is': {
    from: ['PROCESSING'],
    to: 'ARCHIVED',
    build: (seen) => transitions.markArchived(seen, undefined, transitionAt()),
  },
  markLinkLost: {
    from: ['PROCESSING'],
    to: 'ARCHIVED',
    build: (seen) => transitions.markLinkLost(seen, reason, transitionAt()),
  },
  shareResult: {
    from: ['PROCESSING'],
    to: 'STORED',
    build: (seen) =>
      transitions.shareResult(seen, { pk: 'limai#recon', result: storedResult }, transitionAt()),
  },
  'markFailed:FAILED': {
    from: ['RECEIVED', 'PROCESSING'],
    to: 'FAILED',
    build: (seen) => transitions.markFailed(seen, 'FAILED', reason, transitionAt()),
  },
  'markFailed:EXTRACTION_FAILED': {
    from: ['PROCESSING'],
    to: 'EXTRACTION_FAILED',
    build: (seen) => transitions.markFailed(seen, 'EXTRACTION_FAILED', reason, transitionAt()),
  },
  retry: {
    from: ['PROCESSING'],
    to: 'RECEIVED',
    build: (seen) =>
      transitions.retry(
        seen as ProcessingRecord,
        { notBefore: NOW + 1_000, lastError: reason },
        transitionAt(),
      ),
  },
  release: {
    from: ['PROCESSING'],
    to: 'RECEIVED',
    build: (seen) => transitions.release(seen as ProcessingRecord, reason, transitionAt()),
  },
  retryNow: { from: ['RECEIVED'], build: (seen) => transitions.retryNow(seen, transitionAt()) },
  awaitSource: {
    from: ['RECEIVED'],
    build: (seen) => transitions.awaitSource(seen, NOW + 1_000, transitionAt()),
  },
  expireLease: {
    from: ['PROCESSING'],
    to: 'RECEIVED',
    build: (seen) => transitions.expireLease(seen, reason, transitionAt()),
  },
  postponeSweep: {
    from: ['PROCESSING'],
    build: (seen) => transitions.postponeSweep(seen as ProcessingRecord, transitionAt()),
  },
  postponeForMessage: {
    from: ['RECEIVED'],
    build: (seen) => transitions.postponeForMessage(seen, transitionAt()),
  },
  redrive: { from: ['FAILED'], to: 'RECEIVED', build: (seen) => recoveries.redrive(seen, transitionAt()) },
  refetch: {
    from: REPLAYABLE,
    to: 'RECEIVED',
    build: (seen) => recoveries.refetch(seen, transitionAt()),
  },
  supersede: {
    from: ['QUARANTINED'],
    to: 'ARCHIVED',
    build: (seen) => recoveries.supersede(seen, { pk: 'limai#real' }, transitionAt()),
  },
  renewBody: {
    from: ['RECEIVED', 'FAILED', 'ARCHIVED'],
    to: 'RECEIVED',
    build: (seen) =>
      recoveries.renewBody(seen, { body: { bodySha256: '2'.repeat(64) }, learnt: {} }, transitionAt()),
  },
  beginReplacing: {
    from: ['PROCESSING'],
    ofReplay: true,
    build: (seen) => transitions.beginReplacing(seen as ProcessingRecord, transitionAt()),
  },
  'markStored:adopted': {
    from: ['RECEIVED', 'PROCESSING'],
    to: 'STORED',
    ofReplay: true,
    build: (seen) => transitions.markStored(seen, storedResult, transitionAt()),
  },
  returnFromReplay: {
    from: ['RECEIVED', 'PROCESSING'],
    to: 'replayedFrom',
    ofReplay: true,
    build: (seen) =>
      recoveries.returnFromReplay(seen, { to: seen.replayedFrom ?? 'FAILED', reason }, transitionAt()),
  },
  loseResult: {
    from: ['RECEIVED', 'PROCESSING'],
    to: 'FAILED',
    ofReplay: true,
    build: (seen) => recoveries.loseResult(seen, reason, transitionAt()),
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

const isAllowed = ({ from, to, replayedFrom }: Case) => canTransition(from, to, replayedFrom);

function transitionsMade(replayedFrom: EventStatus | undefined): Set<string> {
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

/** `undoPostpone` changes no state: it takes back what `postponeForMessage` counted. The others build no write. */
const UNTESTED = [
  'undoPostpone',
  'isReplayReason',
  'replayReasonField',
  'splitReasons',
  'MAX_REPLAY_REASON_LENGTH',
];

describe('the lifecycle table', () => {
  it.each(CASES.filter(isAllowed))(
    'allows $from → $to (replayed from: $replayedFrom), and a transition makes it',
    ({ from, to, replayedFrom }) => {
      expect(transitionsMade(replayedFrom)).toContain(`${from} → ${to}`);
    },
  );

  it.each(CASES.filter((each) => !isAllowed(each)))(
    'forbids $from → $to (replayed from: $replayedFrom), and no transition makes it',
    ({ from, to, replayedFrom }) => {
      expect(transitionsMade(replayedFrom)).not.toContain(`${from} → ${to}`);
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
    expect(canTransition(from, to, replayedFrom)).toBe(allowed);
  });

  it('names only states that exist', () => {
    for (const { transitions: targets } of Object.values(LIFECYCLE)) {
      for (const target of targets) {
        expect(EVENT_STATUSES).toContain(target);
      }
    }
  });

  it('lets a final state be left only for RECEIVED or, from quarantine, ARCHIVED', () => {
    const exits = pairs.filter(({ from, to }) => isFinal(from) && canTransition(from, to));
    expect(exits.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'STORED → RECEIVED',
      'EXTRACTION_FAILED → RECEIVED',
      'ARCHIVED → RECEIVED',
      'QUARANTINED → ARCHIVED',
      'FAILED → RECEIVED',
    ]);
  });

  it('keeps every builder of domain/transitions and domain/recovery-transitions in this test', () => {
    const built = Object.keys({ ...transitions, ...recoveries }).filter((name) => !UNTESTED.includes(name));
    const tested = Object.keys(BUILDERS).map((name) => name.split(':')[0]);
    expect(built.sort()).toEqual([...new Set(tested)].sort());
  });
});

/** A record as a builder's use case finds it. */
const seenBy = ({ ofReplay }: Builder, status: EventStatus) =>
  recordIn(status, ofReplay && { replayedFrom: 'STORED' });

describe('each transition', () => {
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

describe('a transition against a record that has moved since it was seen', () => {
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
    ...transitionAt(),
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
