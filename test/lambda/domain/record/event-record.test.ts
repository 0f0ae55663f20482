import { isExpired } from '../../../../lambda/domain/record/event-record';
import { NOW, recordIn, waitingRecord } from '../../../support/records/records';

describe('an expired record', () => {
  it.each([
    ['is still there one second before its time', NOW / 1000 + 1, false],
    ['is gone at its time, though DynamoDB deletes it days later', NOW / 1000, true],
  ])('%s', (_, expiresAt, expected) => {
    expect(isExpired(recordIn('STORED', { expiresAt }), NOW)).toBe(expected);
  });

  it('is never an open one', () => {
    expect(isExpired(waitingRecord(), Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});
