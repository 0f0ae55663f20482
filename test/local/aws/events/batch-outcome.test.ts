import { findSucceeded } from '../../../../local/aws/events/batch-outcome';
import { failed } from '../../../../local/aws/lambda/local-function';

const IDS = ['a', 'b', 'c'];

describe('the outcome of a batch', () => {
  it.each([
    ['no list', {}],
    ['a null list', { batchItemFailures: null }],
    ['an empty list', { batchItemFailures: [] }],
    ['a null answer', null],
  ])('is success of every message for %s', (_, payload) => {
    expect(findSucceeded(IDS, { ok: true, payload }, true)).toEqual(IDS);
  });

  it('is success of the messages that were not reported', () => {
    const payload = { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] };
    expect(findSucceeded(IDS, { ok: true, payload }, true)).toEqual(['a', 'c']);
  });

  it.each([
    ['an unknown id', [{ itemIdentifier: 'd' }]],
    ['an unknown id beside a known one', [{ itemIdentifier: 'a' }, { itemIdentifier: 'd' }]],
    ['an empty id', [{ itemIdentifier: '' }]],
    ['a null id', [{ itemIdentifier: null }]],
    ['a wrong key', [{ ItemIdentifier: 'a' }]],
    ['a null entry', [null]],
    ['no list at all', 'a'],
  ])('is failure of every message for %s', (_, batchItemFailures) => {
    expect(findSucceeded(IDS, { ok: true, payload: { batchItemFailures } }, true)).toEqual([]);
  });

  it('is failure of every message for an answer that is no object', () => {
    expect(findSucceeded(IDS, { ok: true, payload: 'fine' }, true)).toEqual([]);
  });

  it('is failure of every message for a function that failed', () => {
    expect(findSucceeded(IDS, failed('Error', 'as told'), true)).toEqual([]);
  });

  it('ignores reports that the mapping does not ask for', () => {
    const payload = { batchItemFailures: [{ itemIdentifier: 'b' }] };
    expect(findSucceeded(IDS, { ok: true, payload }, false)).toEqual(IDS);
  });
});
