import { join } from 'node:path';
import { Checkout } from '../../scripts/measure/code/checkout';
import { measurePage, problemsOf, prosePages } from '../../scripts/measure/prose/pages';

/**
 * Pages that are not held to the limits yet. The goal is an empty list: delete a page here as soon as it keeps them.
 * `node --import tsx scripts/measure/main.ts sentences --details` names every sentence and line that is too long.
 */
const NOT_YET: readonly string[] = ['docs/cli.md', 'docs/licences.md'];

const CHECKOUT = new Checkout(join(__dirname, '..', '..'));
const PAGES = prosePages(CHECKOUT);

describe('the prose of README, CHANGELOG, SECURITY, CONTRIBUTING and docs', () => {
  it.each(PAGES.filter((path) => !NOT_YET.includes(path)))(
    'keeps sentences and lines short in %s',
    (path) => {
      expect(problemsOf(measurePage(path, CHECKOUT.read(path)))).toEqual([]);
    },
  );

  it('lists no page as not held that keeps the limits or is gone', () => {
    const done = NOT_YET.filter(
      (path) => !CHECKOUT.has(path) || problemsOf(measurePage(path, CHECKOUT.read(path))).length === 0,
    );
    expect(done).toEqual([]);
  });
});
