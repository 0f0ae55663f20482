/** Edits, as a share of the name's length, that still look like a slip. */
const ALIKE = 0.4;
/** Letters of a prefix that identify a name. */
const LEAST_PART = 4;

/** The name that was probably meant; undefined when none is close. A name that was cut short is one edit away. */
export function closestName(got: string, names: readonly string[]): string | undefined {
  const typed = got.toLowerCase();
  const [closest] = names
    .map((name) => {
      const isBeginning = typed.length >= LEAST_PART && name.toLowerCase().startsWith(typed);
      return { name, edits: isBeginning ? 1 : countEdits(typed, name.toLowerCase()) };
    })
    .filter(({ name, edits }) => edits <= Math.max(1, Math.floor(name.length * ALIKE)))
    .sort((one, other) => one.edits - other.edits);
  return closest?.name;
}

/** Levenshtein's distance. */
function countEdits(from: string, to: string): number {
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
