import type { ExitCode } from '../terminal/exit-codes';
import type { Input } from '../terminal/input';
import type { Output } from '../terminal/output';
import type { Inbox } from './inbox';

/** What a command receives. Options are known only once it runs: ask for nothing before. */
export interface Context {
  readonly output: Output;
  readonly input: Input;
  /** The inbox the options name, connected once. @throws CommandError or UsageError that say what to do */
  connect(): Promise<Inbox>;
  /** Epoch milliseconds. */
  now(): number;
  /** Aborted by Ctrl-C (and SIGTERM) from the first time it is asked for; before that they end the program. */
  stopAsked(): AbortSignal;
  /** For commands that change something: they finish even when nobody reads the output any more. */
  finishUnheard(): void;
  /** The program's exit code when nothing is thrown; 0 unless a command sets it. */
  exitCode: ExitCode;
}
