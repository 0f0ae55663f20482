import type * as z from 'zod';

/** One command line that the page shows, and that a test runs. */
export interface Example {
  readonly args: readonly string[];
  /** @default 0 */
  readonly code?: number;
  /** Of its document with --json; of each line where `lines` says so. */
  readonly schema?: z.ZodType;
  readonly lines?: true;
  /** Goes on where the page of the example before ended. */
  readonly nextPage?: true;
  /** What a pipe gives it. */
  readonly piped?: string;
  /** Events that arrive while it runs; it is stopped with Ctrl-C once it has told of them. */
  readonly arrive?: readonly { readonly source: string; readonly kind: string; readonly eventId: string }[];
  /** More of its output than this is left out of the page. */
  readonly mostLines?: number;
}

/** The examples of one command. */
export interface ExampleGroup {
  /** `events list`. */
  readonly command: string;
  readonly text: string;
  readonly examples: readonly Example[];
}
