import { checkDeliveries } from '../../../cli/doctor/webhook-checks';
import { providerDeliveries } from '../../../cli/operations/refused-deliveries';
import { statusDay } from '../../../lambda/domain/record/keys';
import { NOW, recordIn } from '../../support/records/records';
import { NO_DELIVERIES, recordedInbox } from '../recorded-inbox';

const MINUTE = 60_000;

function archived(pk: string, age: number) {
  const updatedAt = NOW - age;
  return recordIn('ARCHIVED', { pk, updatedAt, statusDay: statusDay('ARCHIVED', updatedAt, 0) });
}

const TEST_ID = 'test-579402aa-9137-4709-9194-3352f2425b6c';
const received = {
  ...NO_DELIVERIES,
  sources: [
    { source: 'limai', accepted: 1, refused: { mismatch: 3 } },
    { source: 'extend', accepted: 2, refused: {} },
  ],
};
const inbox = recordedInbox(
  [
    archived(`limai#${TEST_ID}`, MINUTE),
    archived(`extend#${TEST_ID}`, 61 * MINUTE),
    archived('extend#test-of-ours', MINUTE),
  ],
  { deliveries: async () => received },
);

describe('providerDeliveries', () => {
  it('does not count what inbox send-test sent in the last hour as accepted', async () => {
    const { sources } = await providerDeliveries(inbox, NOW);
    expect(sources.map(({ accepted }) => accepted)).toEqual([0, 2]);
  });

  it('leaves a wrong signing key a problem after a send-test, which signs with the stored one', async () => {
    const [found] = await checkDeliveries({ inbox, now: NOW });
    expect(found).toMatchObject({ code: 'signing_key_mismatch', severity: 'problem' });
  });

  it('reads no index when nothing was accepted', async () => {
    const idle = { ...recordedInbox([]), index: {} as typeof inbox.index };
    expect(await providerDeliveries(idle, NOW)).toBe(NO_DELIVERIES);
  });
});
