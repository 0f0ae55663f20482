import * as recoveries from '../../../../lambda/domain/lifecycle/recovery-transitions';
import * as transitions from '../../../../lambda/domain/lifecycle/transitions';
import type { EventRecord, ProcessingRecord } from '../../../../lambda/domain/record/event-record';
import { applied, applyWrite } from '../../../support/records/apply-write';
import { NOW, recordIn, transitionAt } from '../../../support/records/records';

const reason = { kind: 'processor_crashed', message: 'why' } as const;

describe('a transition that lets the event be worked on at once', () => {
  const notBefore = NOW + 60_000;

  it.each([
    [
      'release',
      recordIn('PROCESSING', { notBefore }),
      (seen: EventRecord) => transitions.release(seen as ProcessingRecord, reason, transitionAt()),
    ],
    [
      'expireLease',
      recordIn('PROCESSING', { notBefore }),
      (seen: EventRecord) => transitions.expireLease(seen, reason, transitionAt()),
    ],
    [
      'redrive',
      recordIn('FAILED', { notBefore }),
      (seen: EventRecord) => recoveries.redrive(seen, transitionAt()),
    ],
    [
      'refetch',
      recordIn('STORED', { notBefore }),
      (seen: EventRecord) => recoveries.refetch(seen, transitionAt()),
    ],
  ])('%s lets a processor whose clock is two seconds slower lease it', (_, seen, transition) => {
    const record = applied(seen, transition(seen));
    expect(record).not.toHaveProperty('notBefore');
    expect(applyWrite(record, transitions.leaseIsolated(record.pk, transitionAt(NOW - 2_000))).applied).toBe(
      true,
    );
  });

  it.each([
    ['redrive', recoveries.redrive],
    ['refetch', recoveries.refetch],
  ])('%s forgets when the provider last said "not ready"', (_, transition) => {
    const seen = recordIn('FAILED', { notReadyAt: NOW });
    expect(applied(seen, transition(seen, transitionAt()))).not.toHaveProperty('notReadyAt');
  });
});
