import * as transitions from '../../../../lambda/domain/lifecycle/transitions';
import { applied, applyWrite } from '../../../support/records/apply-write';
import { NOW, POLICY, transitionAt, waitingRecord } from '../../../support/records/records';

const GRACE_MS = POLICY.graceSeconds * 1000;

describe('undoPostpone', () => {
  it('takes back the count of a message that could not be sent, and looks again after a grace', () => {
    const before = waitingRecord({ sweepCount: 2 });
    const pushed = applied(before, transitions.postponeForMessage(before, transitionAt(NOW + 1, 'pushed')));
    const record = applied(pushed, transitions.undoPostpone(pushed, before, transitionAt(NOW + 2)));
    expect(record).toMatchObject({ sweepCount: 2, dueAt: NOW + 2 + GRACE_MS, updatedAt: NOW });
  });

  it('never counts below none', () => {
    const seen = waitingRecord();
    expect(applied(seen, transitions.undoPostpone(seen, seen, transitionAt())).sweepCount).toBe(0);
  });

  it('is refused once another has moved the event', () => {
    const seen = waitingRecord();
    expect(
      applyWrite({ ...seen, writeId: 'other' }, transitions.undoPostpone(seen, seen, transitionAt())).applied,
    ).toBe(false);
  });
});
