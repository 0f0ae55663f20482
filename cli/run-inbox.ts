import type { Context } from './connection/context';
import type { Inbox } from './inbox';
import { createProgram, type GlobalOptions } from './program';
import { EXIT, type ExitCode } from './terminal/exit-codes';
import type { Input } from './terminal/input';
import { Output, type Streams } from './terminal/output';
import { runProgram } from './terminal/run-program';

/** What a run of the command line needs of the world around it. */
export interface Surroundings extends Streams {
  readonly input: Input;
  connect(options: GlobalOptions, input: Input): Promise<Inbox>;
  now(): number;
  stopAsked(): AbortSignal;
  finishUnheard(): void;
}

/** Runs one command line. Returns the exit code; whatever goes wrong is one line on standard error. */
export async function runInbox(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let inbox: Promise<Inbox> | undefined;
  const options = () => program.opts<GlobalOptions>();
  const context: Context = {
    get output() {
      return new Output(surroundings, options().json === true);
    },
    input: surroundings.input,
    connect: () => {
      inbox ??= surroundings.connect(options(), surroundings.input);
      return inbox;
    },
    now: surroundings.now,
    stopAsked: surroundings.stopAsked,
    finishUnheard: surroundings.finishUnheard,
    exitCode: EXIT.done,
  };
  const program = createProgram(context);
  try {
    const code = await runProgram(program, args, surroundings);
    return code === EXIT.done ? context.exitCode : code;
  } finally {
    await inbox?.then((open) => open.close()).catch(() => undefined);
  }
}
