import { join } from 'node:path';
import { Checkout } from '../../../scripts/measure/code/checkout';
import { findImportCircles } from '../../../scripts/measure/code/import-circles';

/** Circles that only type imports close. The goal is an empty list: delete a circle here as soon as it is broken. */
const NOT_YET: readonly (readonly string[])[] = [];

describe('the imports', () => {
  const { values, types } = findImportCircles(new Checkout(join(__dirname, '..', '..', '..')));

  it('form no circle at run time', () => {
    expect(values).toEqual([]);
  });

  it('form no circle with type imports but those that are listed', () => {
    expect(types).toEqual(NOT_YET);
  });
});
