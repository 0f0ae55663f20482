import { execFileSync } from 'node:child_process';
import type { Checkout } from './checkout';

/** The last commit of the layout by kind: what the measures are compared with. */
const BEFORE = '0c6fb7a';

/**
 * Files that were the product's and, as Git sees it, were moved to a folder that is not. They are still counted, so that moving
 * a file out saves nothing. Undefined where Git cannot say: the history is not there.
 */
export function filesMovedOut(checkout: Checkout): readonly string[] | undefined {
  const isProduct = (path = '') => checkout.product.some((folder) => path.startsWith(`${folder}/`));
  try {
    return git(checkout, 'diff', '--name-status', '--find-renames=40%', '--diff-filter=R', '-l0', BEFORE)
      .split('\n')
      .map((line) => line.split('\t'))
      .filter(([, from, to]) => isProduct(from) && !isProduct(to) && /(?<!\.test)\.ts$/.test(to ?? ''))
      .map(([, , to]) => to ?? '');
  } catch {
    return undefined;
  }
}

/** The commit that is checked out, with a `+` where files were changed since. */
export function describeCommit(checkout: Checkout): string {
  try {
    const isChanged = git(checkout, 'status', '--porcelain', '--untracked-files=no').trim() !== '';
    return git(checkout, 'rev-parse', '--short', 'HEAD').trim() + (isChanged ? '+' : '');
  } catch {
    return 'unknown';
  }
}

function git(checkout: Checkout, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', checkout.root, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}
