import { join } from 'node:path';
import { PACKAGED } from '../../lambda/contracts/packaged';

/** The root of the checkout, or `dist/` of the package, whose programs are one folder below it. */
const ROOT = PACKAGED ? join(__dirname, '..') : join(__dirname, '..', '..');

/** A file of ours that is read or started by its path, such as `fixtures/limai/reviewed.json`: the build copies these as they are. */
export function programFile(...path: readonly string[]): string {
  return join(ROOT, ...path);
}
