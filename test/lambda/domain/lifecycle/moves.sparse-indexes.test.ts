import * as fc from 'fast-check';
import { isFinal, mayMove } from '../../../../lambda/domain/lifecycle/lifecycle';
import type { MoveContext } from '../../../../lambda/domain/lifecycle/move-base';
import * as moves from '../../../../lambda/domain/lifecycle/moves';
import * as recoveries from '../../../../lambda/domain/lifecycle/recovery-moves';
import type { EventRecord } from '../../../../lambda/domain/record/event-record';
import { applied } from '../../../support/apply-write';
import { moveAt, NOW, recordIn, storedResult, waitingRecord } from '../../../support/records';

const reason = { kind: 'transient', message: 'why' } as const;
const notReady = { kind: 'not_ready', message: 'why' } as const;

/** The moves open to a record in its state, as the use cases make them; `pick` chooses one. */
function nextMove(seen: EventRecord, pick: number, context: MoveContext) {
  const choices = {
    RECEIVED: [
      () => moves.leaseSuspect(seen.pk, context),
      () => moves.pushDue(seen, context.now, true, context),
      () => moves.end(seen, 'FAILED', reason, context),
    ],
    PROCESSING: [
      () => moves.takeOver(seen, context),
      () => moves.store(seen, storedResult, context),
      () => moves.cover(seen, { pk: 'limai#recon', result: storedResult }, context),
      () => moves.end(seen, 'EXTRACTION_FAILED', reason, context),
      () => moves.end(seen, 'FAILED', reason, context),
      () => moves.retry(seen, { notBefore: context.now + pick * 100, lastError: reason }, context),
      () => moves.retry(seen, { notBefore: context.now, lastError: notReady }, context),
      () => moves.release(seen, reason, context),
      () => moves.expireLease(seen, reason, context),
      () => moves.pushDue(seen, context.now, false, context),
    ],
    STORED: [() => recoveries.replay(seen, context)],
    EXTRACTION_FAILED: [() => recoveries.replay(seen, context)],
    ARCHIVED: [() => recoveries.replay(seen, context)],
    QUARANTINED: [() => recoveries.supersede(seen, { pk: 'limai#real' }, context)],
    FAILED: [() => recoveries.redrive(seen, context)],
  }[seen.status];
  return choices[pick % choices.length]?.() ?? recoveries.redrive(seen, context);
}

function expectIndexed(record: EventRecord): void {
  const final = isFinal(record.status);
  const present = (name: keyof EventRecord) => record[name] !== undefined;
  expect({ state: record.status, work: [present('workShard'), present('dueAt')] }).toEqual({
    state: record.status,
    work: [!final, !final],
  });
  expect({ state: record.status, list: [present('statusDay'), present('expiresAt')] }).toEqual({
    state: record.status,
    list: [final, final],
  });
  if (final) {
    expect([present('notBefore'), present('sweeps'), present('notReadyAt')]).toEqual([false, false, false]);
  }
  const held = record.status === 'PROCESSING';
  expect([present('leaseOwner'), present('leaseUntil')]).toEqual([held, held]);
}

describe('whatever moves an event makes', () => {
  const anyWalk = fc.record({
    start: fc.constantFrom(waitingRecord(), recordIn('ARCHIVED'), recordIn('QUARANTINED')),
    picks: fc.array(fc.nat({ max: 10_000 }), { minLength: 1, maxLength: 30 }),
  });

  it('it is in the work index exactly while open, in the status index and expiring exactly once final', () => {
    fc.assert(
      fc.property(anyWalk, ({ start, picks }) => {
        let record: EventRecord = start;
        for (const [step, pick] of picks.entries()) {
          // An hour a step: every notBefore of the step before has passed.
          const context = moveAt(NOW + step * 3_600_000, `write-${step}`);
          const before = record;
          record = applied(before, nextMove(before, pick, context));
          expectIndexed(record);
          expect(record.status === before.status || mayMove(before.status, record.status)).toBe(true);
          expect(record.writeId).toBe(`write-${step}`);
        }
      }),
      { numRuns: 200 },
    );
  });
});
