/** The command was not used as it can be; the message says how. Ends the program with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
