/** The app cannot be synthesized, for a reason that a person can remove. Its message is all they need: no stack trace. */
export class SynthError extends Error {
  override readonly name: string = 'SynthError';
}
