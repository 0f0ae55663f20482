import { fromItem, fromProjection, type Item, toItem } from '../../../../lambda/adapters/dynamodb/event-item';
import { EVENT_STATUSES } from '../../../../lambda/domain/lifecycle/lifecycle';
import { ProviderError } from '../../../../lambda/domain/provider/error-kinds';
import { REQUIRED_IN_STATE } from '../../../../lambda/domain/record/event-record';
import { asTransient } from '../../../../lambda/usecases/as-transient';
import { recordIn, storedResult } from '../../../support/records/records';

const itemIn = (status: (typeof EVENT_STATUSES)[number]): Item =>
  toItem(recordIn(status, status === 'STORED' ? storedResult : {}));

describe('fromItem', () => {
  it.each(EVENT_STATUSES)('reads back what toItem wrote of a %s record', (status) => {
    const record = recordIn(status, status === 'STORED' ? storedResult : {});
    expect(fromItem(toItem(record))).toEqual(record);
  });

  it.each(
    EVENT_STATUSES.flatMap((status) => REQUIRED_IN_STATE[status].map((name) => [status, name] as const)),
  )('refuses a %s record without %s', (status, name) => {
    const { [name]: _, ...rest } = itemIn(status);
    expect(() => fromItem(rest)).toThrow(
      new RegExp(`^Record limai#evt_1: ${name}: got nothing, expected .+ in ${status}\\.$`),
    );
  });

  it('names no state in which an attribute is missing if the state is unknown itself', () => {
    const { pk: _, ...rest } = itemIn('RECEIVED');
    expect(() => fromItem({ ...rest, status: { S: 'secret' } })).toThrow(
      /^Record undefined: pk: got nothing, expected text\.$/,
    );
  });

  it("keeps an error's kind that this version does not know", () => {
    const lastError = { M: { kind: { S: 'of_a_newer_version' }, message: { S: 'x' } } };
    expect(fromItem({ ...itemIn('RECEIVED'), lastError }).lastError?.kind).toBe('of_a_newer_version');
  });

  it.each<[string, Item, string]>([
    [
      'a time that is none',
      { receivedAt: { S: 'secret' } },
      'receivedAt: got string, expected an ISO 8601 time.',
    ],
    ['a number as text', { attempts: { S: '7' } }, 'attempts: got string, expected a number.'],
    ['an unknown state', { status: { S: 'LATER' } }, 'status: got string, expected a state of this version.'],
    [
      'an unknown origin',
      { origin: { S: 'secret' } },
      'origin: got string, expected webhook, reconciled or replay.',
    ],
    [
      'an error without a message',
      { lastError: { M: { kind: { S: 'x' } } } },
      'lastError: got object, expected a kind and a message.',
    ],
    ['a mark that is false', { replacing: { BOOL: false } }, 'replacing: got boolean, expected true.'],
  ])('says key, attribute and types of %s, and never the value', (_, change, problem) => {
    expect(() => fromItem({ ...itemIn('RECEIVED'), ...change })).toThrow(
      expect.objectContaining({ name: 'InvalidRecordError', message: `Record limai#evt_1: ${problem}` }),
    );
  });

  it('is no failure of AWS: the message of an invalid record is not queued again, but kept for the dead letters', async () => {
    const reading = asTransient('Reading', async () => fromItem({}));
    await expect(reading).rejects.toMatchObject({ name: 'InvalidRecordError' });
    await expect(reading).rejects.not.toBeInstanceOf(ProviderError);
  });
});

describe('fromProjection', () => {
  const projected: Item = { pk: { S: 'limai#evt_1' }, updatedAt: { S: '2026-01-01T00:00:00.000Z' } };

  it('reads the attributes that an index holds', () => {
    expect(fromProjection(projected, ['pk', 'updatedAt'])).toEqual({
      pk: 'limai#evt_1',
      updatedAt: Date.parse('2026-01-01T00:00:00.000Z'),
    });
  });

  it.each<[string, Item, string]>([
    ['a missing one', { pk: { S: 'limai#evt_1' } }, 'updatedAt: got nothing, expected an ISO 8601 time.'],
    [
      'a time that is none',
      { ...projected, updatedAt: { S: 'secret' } },
      'updatedAt: got string, expected an ISO 8601 time.',
    ],
  ])('says key, attribute and types of %s, and never the value', (_, item, problem) => {
    expect(() => fromProjection(item, ['pk', 'updatedAt'])).toThrow(
      expect.objectContaining({ name: 'InvalidRecordError', message: `Record limai#evt_1: ${problem}` }),
    );
  });
});
