/** A command line that cannot be obeyed. Its message is for the person who typed it; the program ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
