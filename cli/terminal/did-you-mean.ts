import { closestName } from '../../lib/closest-name';

/** More names than this are no list for one line; the help has them. */
const LISTED = 12;

/** What was expected instead of a name there is not: `expected one of a, b (did you mean a?).` */
export function expectedOneOf(got: string, names: readonly string[]): string {
  const list = names.length > LISTED ? `the ${names.length} that --help lists` : names.join(', ');
  const closest = closestName(got, names);
  return `expected one of ${list}${closest === undefined ? '' : ` (did you mean ${closest}?)`}.`;
}
