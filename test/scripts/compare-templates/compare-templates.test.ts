import { compareTemplates } from '../../../scripts/compare-templates/compare-templates';

const HASH = 'a'.repeat(64);

describe('compareTemplates', () => {
  it('finds no difference in renamed keys, renamed words and asset hashes', () => {
    const before = { Covered: [`${HASH}.zip`, 'the metric Covered'] };
    const after = { ResultShared: [`${'b'.repeat(64)}.zip`, 'the metric ResultShared'] };
    expect(compareTemplates(before, after)).toEqual([]);
  });

  it.each([
    ['a changed value', { A: { B: 1 } }, { A: { B: 2 } }, 'other', '/A/B'],
    ['a value that is gone', { A: 1 }, {}, 'other', '/A'],
    ['a new value', {}, { A: [1] }, 'other', '/A'],
    ['one entry of a list', { A: ['x', 'y'] }, { A: ['x', 'z'] }, 'other', '/A/1'],
    [
      'a sentence',
      { A: { AlarmDescription: 'x' } },
      { A: { AlarmDescription: 'y' } },
      'sentence',
      '/A/AlarmDescription',
    ],
  ])('finds %s', (_, before, after, kind, path) => {
    expect(compareTemplates(before, after)).toEqual([expect.objectContaining({ kind, path })]);
  });
});
