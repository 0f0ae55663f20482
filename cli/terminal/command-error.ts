/** A command that ends without its answer, with exit code 1. Its message is for the person who typed it: what, got, remedy. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
