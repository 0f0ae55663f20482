import { Command, CommanderError } from 'commander';
import { plainText } from '../../lambda/domain/text/unicode';
import { describeError, UsageError } from './errors';
import { EXIT, type ExitCode } from './exit-codes';
import { refuseOptionsTakenByNpm } from './npm-options';
import type { Streams } from './output';

/** The same in every terminal, since docs/cli.md quotes it. */
const HELP_WIDTH = 100;

/**
 * A command line as all of this repository's programs have it: `--help` everywhere, suggestions for mistyped names, no operand or
 * option it does not know. It never ends the process and prints nothing on wrong usage: it throws, and `runProgram` says it.
 */
export class Program extends Command {
  /** Of the outermost command: what the program ends with when nothing is thrown. */
  exitCode: ExitCode = EXIT.done;

  constructor(name?: string) {
    super(name);
    this.helpCommand(false)
      .helpOption('-h, --help', 'print this help')
      .configureHelp({ showGlobalOptions: true })
      .configureOutput({
        writeErr: () => undefined,
        outputError: () => undefined,
        getOutHelpWidth: () => HELP_WIDTH,
      })
      .showSuggestionAfterError()
      .exitOverride()
      .hook('preAction', (_, action) => refuseSwallowedOptions(action));
  }

  override createCommand(name?: string): Program {
    return new Program(name);
  }

  /** A command with commands of its own asks for one instead of printing its whole help as an error. */
  override help(options?: unknown): never {
    if (typeof options === 'object' && options !== null && 'error' in options && options.error === true) {
      const names = this.commands.map((command) => command.name()).join(', ');
      return this.error(`error: ${this.name()}: expected a command, one of ${names}.`);
    }
    return super.help();
  }

  /** What the program does; it ends with the exit code this answers. */
  runs<Options>(run: (options: Options, operands: readonly string[]) => Promise<ExitCode>): this {
    return this.action(async () => {
      const code = await run(this.opts<Options & Record<string, unknown>>(), this.args);
      rootOf(this).exitCode = code;
    });
  }

  /** Prints what was asked for, as the help is printed. */
  print(text: string): void {
    this.configureOutput().writeOut?.(`${text}\n`);
  }
}

/** `--config --verbose`: commander takes the second for the value of the first. */
function refuseSwallowedOptions(command: Command): void {
  const chain: Command[] = [];
  for (let one: Command | null = command; one; one = one.parent) {
    chain.push(one);
  }
  const options = chain.flatMap((one) => one.options.map((option) => ({ one, option })));
  const flags = new Set<unknown>(['--help', ...options.map(({ option }) => option.long)]);
  for (const { one, option } of options) {
    if (flags.has(one.getOptionValue(option.attributeName()))) {
      throw new UsageError(
        `${option.long}: got the option ${one.getOptionValue(option.attributeName())}, expected a value. See ${commandLine(command)} --help.`,
      );
    }
  }
}

function rootOf(command: Program): Program {
  return command.parent instanceof Program ? rootOf(command.parent) : command;
}

/** `inbox dlq`, as a person types it. */
function commandLine(command: Command): string {
  return command.parent ? `${commandLine(command.parent)} ${command.name()}` : command.name();
}

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
    await program.parseAsync(withoutSecondDashes(program, args), { from: 'user' });
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
      print(`${said.replace(/([^.?!)])$/, '$1.')} See ${commandLine(commandNamed(program, args))} --help.`);
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

/** `npm run proof -- chaos -- --events 5`: the dashes behind a command's name are for npm, as many write them. */
function withoutSecondDashes(program: Command, args: readonly string[]): string[] {
  const isCommand = program.commands.some((command) => command.name() === args[0]);
  return isCommand && args[1] === '--' ? args.toSpliced(1, 1) : [...args];
}

/** The innermost command that the words name; options before it, with their values, name none. */
function commandNamed(program: Command, [word, ...rest]: readonly string[]): Command {
  if (word?.startsWith('-')) {
    const option = program.options.find(({ long, short }) => long === word || short === word);
    return commandNamed(program, option?.required ? rest.slice(1) : rest);
  }
  const child = program.commands.find((command) => command.name() === word);
  return child ? commandNamed(child, rest) : program;
}

function writeTo(command: Command, writeOut: (text: string) => void): void {
  command.configureOutput({ writeOut });
  for (const one of command.commands) {
    writeTo(one, writeOut);
  }
}

/**
 * Drops without a word what is written to a reader who has left (`| head -3`); Node would end with a stack trace.
 * `onOutputClosed` is told when it is standard output that nobody reads any more; by default the work goes on.
 */
export function ignoreClosedPipes(onOutputClosed: () => void = () => undefined): void {
  process.stdout.on('error', unlessClosed(onOutputClosed));
  process.stderr.on(
    'error',
    unlessClosed(() => undefined),
  );
}

function unlessClosed(then: () => void): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
    then();
  };
}
