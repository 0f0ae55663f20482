import type { ExitCode } from '../terminal/exit-codes';
import type { Input } from '../terminal/input';
import type { Output } from '../terminal/output';
import type { Inbox } from './inbox';

/** What a command is given. Options are known only once it runs: ask for nothing before. */
export interface Context {
  readonly output: Output;
  readonly input: Input;
  /** The inbox the options name, connected once. @throws CommandError or UsageError that say what to do */
  connect(): Promise<Inbox>;
  /** Epoch milliseconds. */
  now(): number;
  /** Aborted by Ctrl-C (and SIGTERM) from the first time it is asked for; before that they end the program. */
  stopAsked(): AbortSignal;
  /** For commands that change something: nothing is left half done only because nobody reads the output any more. */
  finishUnheard(): void;
  /** What the program ends with when nothing is thrown; 0 unless a command sets it. */
  exitCode: ExitCode;
}
