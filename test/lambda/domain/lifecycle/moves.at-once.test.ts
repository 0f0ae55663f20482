import * as moves from '../../../../lambda/domain/lifecycle/moves';
import * as recoveries from '../../../../lambda/domain/lifecycle/recovery-moves';
import { type EventRecord, toIso } from '../../../../lambda/domain/record/event-record';
import { applied, applyWrite } from '../../../support/apply-write';
import { moveAt, NOW, recordIn } from '../../../support/records';

const reason = { kind: 'processor_crashed', message: 'why' } as const;

describe('a move that lets the event be worked on at once', () => {
  const notBefore = toIso(NOW + 60_000);

  it.each([
    [
      'release',
      recordIn('PROCESSING', { notBefore }),
      (seen: EventRecord) => moves.release(seen, reason, moveAt()),
    ],
    [
      'expireLease',
      recordIn('PROCESSING', { notBefore }),
      (seen: EventRecord) => moves.expireLease(seen, reason, moveAt()),
    ],
    ['redrive', recordIn('FAILED', { notBefore }), (seen: EventRecord) => recoveries.redrive(seen, moveAt())],
    ['replay', recordIn('STORED', { notBefore }), (seen: EventRecord) => recoveries.replay(seen, moveAt())],
  ])('%s lets a processor whose clock is two seconds slower lease it', (_, seen, move) => {
    const record = applied(seen, move(seen));
    expect(record).not.toHaveProperty('notBefore');
    expect(applyWrite(record, moves.leaseSuspect(record.pk, moveAt(NOW - 2_000))).applied).toBe(true);
  });

  it.each([
    ['redrive', recoveries.redrive],
    ['replay', recoveries.replay],
  ])('%s forgets when the provider last said "not ready"', (_, move) => {
    const seen = recordIn('FAILED', { notReadyAt: toIso(NOW) });
    expect(applied(seen, move(seen, moveAt()))).not.toHaveProperty('notReadyAt');
  });
});
