import { explainPoorer } from '../../../../lambda/domain/result/stored-result';
import { recordIn, storedResult } from '../../../support/records/records';

const extraction = Buffer.from('{}');
const waiting = recordIn('PROCESSING');

describe('explainPoorer', () => {
  it.each([
    ['empty', 'none', { empty: true }, {}, undefined],
    ['empty', 'one with data', { empty: true }, storedResult, 'empty_result'],
    ['empty', 'an empty one', { empty: true }, { ...storedResult, resultEmpty: true }, undefined],
    ['data', 'an empty one', {}, { ...storedResult, resultEmpty: true }, undefined],
    ['unreviewed', 'a reviewed one', {}, { ...storedResult, resultReviewed: true }, 'review_missing'],
    ['reviewed', 'a reviewed one', { reviewed: true }, { ...storedResult, resultReviewed: true }, undefined],
    ['reviewed', 'an unreviewed one', { reviewed: true }, storedResult, undefined],
  ] as const)('of an answer that is %s, where the record has %s', (_new, _old, answer, fields, kind) => {
    const fetched = { kind: 'data', extraction, ...answer } as const;
    expect(explainPoorer(fetched, { ...waiting, ...fields })?.kind).toBe(kind);
  });
});
