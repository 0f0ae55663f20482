/** What a person does at a provider so that a source works. Each line is shown by `inbox setup`, and stands in docs/reference/providers.md. */
export interface SetupInstructions {
  /** In the order of the provider's forms. The URL is entered where a line says `the URL`. */
  readonly webhook: readonly string[];
  /** Where the signing key is found. */
  readonly signingKey: string;
  /** Where the API token is made. */
  readonly token: string;
  /** What its tokens begin with, where the provider's samples show it: another value is warned of, and accepted. */
  readonly tokenPrefix?: string;
  /** What makes the provider send a delivery of its own. */
  readonly delivery: string;
}
