import { join } from 'node:path';
import { Checkout } from '../../scripts/measure/code/checkout';
import { findFullFolders, findSharedNames, MOST_ENTRIES } from '../../scripts/measure/code/folders';

/** Folders that are too full, with the entries that they may have. Lower the number or delete the line as a folder shrinks. */
const TOO_FULL: Readonly<Record<string, number>> = {};

const CHECKOUT = new Checkout(join(__dirname, '..', '..'));

describe('the folders', () => {
  const full = findFullFolders(CHECKOUT);

  it(`have at most ${MOST_ENTRIES} entries side by side, the listed ones no more than listed`, () => {
    expect(full.filter(({ folder, entries }) => entries > (TOO_FULL[folder] ?? MOST_ENTRIES))).toEqual([]);
  });

  it('are not listed as too full when they no longer are', () => {
    const names = full.map(({ folder }) => folder);
    expect(Object.keys(TOO_FULL).filter((folder) => !names.includes(folder))).toEqual([]);
  });

  it('of one layer share no file name', () => {
    expect(findSharedNames(CHECKOUT).map(({ layer, name }) => `${layer}: ${name}`)).toEqual([]);
  });
});
