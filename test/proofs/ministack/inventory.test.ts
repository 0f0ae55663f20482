import { addedTo } from '../../../proofs/ministack/inventory';

describe('addedTo', () => {
  it('names what is new, with its kind', () => {
    const before = { table: ['a'], bucket: ['assets'] };
    const after = { table: ['a', 'b'], bucket: ['assets'], secret: ['c'] };

    expect(addedTo(before, after)).toEqual(['table b', 'secret c']);
  });

  it('is empty when nothing is new, whatever has gone', () => {
    expect(addedTo({ table: ['a', 'b'] }, { table: ['a'] })).toEqual([]);
  });
});
