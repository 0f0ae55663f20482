import type { Inbox } from '../connection/inbox';
import type { ExitCode } from '../terminal/errors';
import type { Input } from '../terminal/input';
import type { Output } from '../terminal/output';
import type { Program } from '../terminal/run-program';

/** What a command receives. Options are known only once it runs: ask for nothing before. */
export interface Context {
  readonly output: Output;
  readonly input: Input;
  /** The options mean a local run. */
  readonly isLocal: boolean;
  /** The inbox the options name, connected once. @throws CommandError or UsageError that say what to do */
  connect(): Promise<Inbox>;
  /** Epoch milliseconds. */
  now(): number;
  /** Aborted by Ctrl-C (and SIGTERM) from the first time it is asked for; before that they end the program. */
  stopAsked(): AbortSignal;
  /** For commands that change something: they finish even when nobody reads the output any more. */
  finishUnheard(): void;
}

/** What one command of `inbox` takes, and what it does; its name and description stand in command-table.ts. */
export interface InboxCommand<Options> {
  options?(command: Program): void;
  /** @returns the exit code; what it throws is one line on standard error */
  run(options: Options, context: Context, operands: readonly string[]): Promise<ExitCode>;
}
