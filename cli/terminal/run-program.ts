import { type Command, CommanderError } from 'commander';
import { plainText } from '../../lambda/domain/text/plain-text';
import { ignoreClosedPipes } from './closed-pipe';
import { describeError } from './describe-error';
import { EXIT, type ExitCode } from './exit-codes';
import { refuseOptionsTakenByNpm } from './npm-options';
import type { Streams } from './output';
import type { Program } from './program';
import { UsageError } from './usage-error';

/** Runs one command line. Returns the exit code; whatever goes wrong is one line on standard error. */
export async function runProgram(
  program: Program,
  args: readonly string[],
  { out, err }: Streams,
  describe: (error: unknown) => string = describeError,
): Promise<ExitCode> {
  writeTo(program, (text) => out.write(text));
  try {
    refuseOptionsTakenByNpm(program, args);
    refuseEmpty(args);
    await program.parseAsync([...args], { from: 'user' });
    return program.exitCode;
  } catch (error) {
    return fail(error, (line) => err.write(`${plainText(line)}\n`));
  }

  function fail(error: unknown, print: (line: string) => void): ExitCode {
    if (error instanceof CommanderError && error.exitCode === 0) {
      return EXIT.done;
    }
    if (error instanceof CommanderError) {
      const said = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
      print(`${said.replace(/([^.?!)])$/, '$1.')} See ${program.name()} --help.`);
      return EXIT.usage;
    }
    print(describe(error));
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }

  /** As an id, a path or a name an empty word is a variable somebody left empty. */
  function refuseEmpty(words: readonly string[]): void {
    const index = words.findIndex((word) => word === '' || /^--[\w-]+=$/.test(word));
    if (index >= 0) {
      const [option] = words[index]?.split('=') ?? [];
      throw new UsageError(
        `${option || `Argument ${index + 1}`}: got "", expected a value. See ${program.name()} --help.`,
      );
    }
  }
}

/** The whole of a program's `main`: this process's arguments, streams and exit code. */
export async function runAsMain(
  program: Program,
  describe: (error: unknown) => string = describeMessage,
): Promise<void> {
  ignoreClosedPipes();
  const code = await runProgram(
    program,
    process.argv.slice(2),
    { out: process.stdout, err: process.stderr },
    describe,
  );
  // Idle keep-alive connections would hold the process for seconds.
  process.exit(code);
}

/** Remedies that name AWS credentials or --local are the operator's, not those of a local proof. */
export function describeMessage(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s*\n\s*/g, ' ').trim();
}

function writeTo(command: Command, writeOut: (text: string) => void): void {
  command.configureOutput({ writeOut });
  for (const one of command.commands) {
    writeTo(one, writeOut);
  }
}
