import * as moves from '../../../../lambda/domain/lifecycle/moves';
import { toIso } from '../../../../lambda/domain/record/event-record';
import { applied, applyWrite } from '../../../support/apply-write';
import { moveAt, NOW, POLICY, waitingRecord } from '../../../support/records';

const GRACE_MS = POLICY.graceSeconds * 1000;

describe('unsent', () => {
  it('takes back the count of a message that could not be sent, and looks again after a grace', () => {
    const before = waitingRecord({ sweeps: 2 });
    const pushed = applied(before, moves.pushDue(before, NOW + 1, true, moveAt(NOW + 1, 'pushed')));
    const record = applied(pushed, moves.unsent(pushed, before, moveAt(NOW + 2)));
    expect(record).toMatchObject({ sweeps: 2, dueAt: toIso(NOW + 2 + GRACE_MS), updatedAt: toIso(NOW) });
  });

  it('never counts below none', () => {
    const seen = waitingRecord();
    expect(applied(seen, moves.unsent(seen, seen, moveAt())).sweeps).toBe(0);
  });

  it('is refused once another has moved the event', () => {
    const seen = waitingRecord();
    expect(applyWrite({ ...seen, writeId: 'other' }, moves.unsent(seen, seen, moveAt())).applied).toBe(false);
  });
});
