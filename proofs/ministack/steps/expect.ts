/** @throws Error that names what was looked at, what was found and what was expected */
export function expectEqual<T extends string | number | boolean | undefined>(
  what: string,
  got: T,
  expected: T,
): void {
  if (got !== expected) {
    throw new Error(`${what}: got ${got}, expected ${expected}.`);
  }
}
