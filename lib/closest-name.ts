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

/** Letters to add, drop, replace, or swap with their neighbour. */
function countEdits(from: string, to: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (to[j - 1] === from[i - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[to.length] ?? 0;
}
