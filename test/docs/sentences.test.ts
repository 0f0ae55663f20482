import { join } from 'node:path';
import { Checkout } from '../../scripts/measure/code/checkout';
import { findPageProblems, measurePage, prosePages } from '../../scripts/measure/prose/pages';

const CHECKOUT = new Checkout(join(__dirname, '..', '..'));

describe('the prose of README, CHANGELOG, SECURITY, CONTRIBUTING and docs', () => {
  it.each(prosePages(CHECKOUT))('keeps sentences and lines short in %s', (path) => {
    expect(findPageProblems(measurePage(path, CHECKOUT.read(path)))).toEqual([]);
  });
});
