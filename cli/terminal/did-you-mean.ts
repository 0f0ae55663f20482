/** More names than this are no list for one line; the help has them. */
const LISTED = 12;
/** Edits, as a share of the name's length, that still look like a slip. */
const ALIKE = 0.4;

/** What was expected instead of a name there is not: `expected one of a, b (did you mean a?).` */
export function expectedOneOf(got: string, names: readonly string[]): string {
  const list = names.length > LISTED ? `the ${names.length} that --help lists` : names.join(', ');
  const [closest] = names
    .map((name) => ({ name, edits: editsBetween(got.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.max(1, name.length * ALIKE))
    .sort((one, other) => one.edits - other.edits);
  return `expected one of ${list}${closest ? ` (did you mean ${closest.name}?)` : ''}.`;
}

/** Levenshtein's distance. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (to[j - 1] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
