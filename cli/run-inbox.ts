import { CommanderError } from 'commander';
import type { Context } from './context';
import { describeError } from './describe-error';
import { EXIT, type ExitCode } from './exit-codes';
import type { Inbox } from './inbox';
import type { Input } from './input';
import { Output, type Streams } from './output';
import { plainText } from './plain-text';
import { createProgram, type GlobalOptions } from './program';
import { UsageError } from './usage-error';

/** What a run of the command line needs of the world around it. */
export interface Surroundings extends Streams {
  readonly input: Input;
  connect(options: GlobalOptions): Promise<Inbox>;
  now(): number;
  stopAsked(): AbortSignal;
  finishUnheard(): void;
}

/** Runs one command line. Returns the exit code; whatever goes wrong is one line on standard error. */
export async function runInbox(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { err, out } = surroundings;
  let inbox: Promise<Inbox> | undefined;
  const options = () => program.opts<GlobalOptions>();
  const context: Context = {
    get output() {
      return new Output(surroundings, options().json === true);
    },
    input: surroundings.input,
    connect: () => {
      inbox ??= surroundings.connect(options());
      return inbox;
    },
    now: surroundings.now,
    stopAsked: surroundings.stopAsked,
    finishUnheard: surroundings.finishUnheard,
    exitCode: EXIT.done,
  };
  const program = createProgram(context, (text) => out.write(text));
  try {
    refuseEmpty(args);
    await program.parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    return fail(error, (line) => err.write(`${plainText(line)}\n`));
  } finally {
    await inbox?.then((open) => open.close()).catch(() => undefined);
  }
}

function fail(error: unknown, print: (line: string) => void): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) {
    return EXIT.done;
  }
  if (error instanceof CommanderError) {
    const said = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
    print(`${said.replace(/([^.?!)])$/, '$1.')} See inbox --help.`);
    return EXIT.usage;
  }
  print(describeError(error));
  return error instanceof UsageError ? EXIT.usage : EXIT.failed;
}

/** As an id, a path or a name an empty word is a variable somebody left empty. */
function refuseEmpty(args: readonly string[]): void {
  const index = args.indexOf('');
  if (index >= 0) {
    throw new UsageError(`Argument ${index + 1}: got "", expected a value. See inbox --help.`);
  }
}
