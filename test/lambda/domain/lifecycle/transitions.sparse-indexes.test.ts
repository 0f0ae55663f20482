import * as fc from 'fast-check';
import { canTransition, isFinal } from '../../../../lambda/domain/lifecycle/lifecycle';
import type { TransitionContext } from '../../../../lambda/domain/lifecycle/policy';
import * as recoveries from '../../../../lambda/domain/lifecycle/recovery-transitions';
import * as transitions from '../../../../lambda/domain/lifecycle/transitions';
import type { EventRecord, ProcessingRecord } from '../../../../lambda/domain/record/event-record';
import { applied } from '../../../support/records/apply-write';
import { NOW, recordIn, storedResult, transitionAt, waitingRecord } from '../../../support/records/records';

const reason = { kind: 'transient', message: 'why' } as const;
const notReady = { kind: 'not_ready', message: 'why' } as const;

/** The transitions open to a record in its state, as the use cases make them; `pick` chooses one. */
function nextTransition(seen: EventRecord, pick: number, context: TransitionContext) {
  const choices = {
    RECEIVED: [
      () => transitions.leaseIsolated(seen.pk, context),
      () => transitions.postponeForMessage(seen, context),
      () => transitions.markFailed(seen, 'FAILED', reason, context),
    ],
    PROCESSING: [
      () => transitions.takeOver(seen as ProcessingRecord, context),
      () => transitions.markStored(seen, storedResult, context),
      () => transitions.shareResult(seen, { pk: 'limai#recon', result: storedResult }, context),
      () => transitions.markFailed(seen, 'EXTRACTION_FAILED', reason, context),
      () => transitions.markFailed(seen, 'FAILED', reason, context),
      () =>
        transitions.retry(
          seen as ProcessingRecord,
          { notBefore: context.now + pick * 100, lastError: reason },
          context,
        ),
      () =>
        transitions.retry(seen as ProcessingRecord, { notBefore: context.now, lastError: notReady }, context),
      () => transitions.release(seen as ProcessingRecord, reason, context),
      () => transitions.expireLease(seen, reason, context),
      () => transitions.postponeSweep(seen as ProcessingRecord, context),
    ],
    STORED: [() => recoveries.refetch(seen, context)],
    EXTRACTION_FAILED: [() => recoveries.refetch(seen, context)],
    ARCHIVED: [() => recoveries.refetch(seen, context)],
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
    expect([present('notBefore'), present('sweepCount'), present('notReadyAt')]).toEqual([
      false,
      false,
      false,
    ]);
  }
  const held = record.status === 'PROCESSING';
  expect([present('leaseOwner'), present('leaseUntil')]).toEqual([held, held]);
}

describe('whatever transitions an event makes', () => {
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
          const context = transitionAt(NOW + step * 3_600_000, `write-${step}`);
          const before = record;
          record = applied(before, nextTransition(before, pick, context));
          expectIndexed(record);
          expect(record.status === before.status || canTransition(before.status, record.status)).toBe(true);
          expect(record.writeId).toBe(`write-${step}`);
        }
      }),
      { numRuns: 200 },
    );
  });
});
