const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
] as const;

/** A time that passed, for a person: `42s`, `7m`, `3h 20m`, `2d 4h`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const from = UNITS.findIndex(([, size]) => seconds >= size);
  if (from < 0) {
    return `${seconds}s`;
  }
  let left = seconds;
  const parts = UNITS.slice(from, from + 2).map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count > 0 ? `${count}${unit}` : '';
  });
  return parts.filter(Boolean).join(' ');
}
