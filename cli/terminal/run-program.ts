import { Command, CommanderError } from 'commander';
import { plainText } from '../../lambda/domain/text/unicode';
import { closestName } from '../../lib/closest-name';
import { describeError, describeMessage, EXIT, type ExitCode, UsageError } from './errors';
import { refuseOptionsTakenByNpm } from './npm-options';
import type { Streams } from './output';

/** The same in every terminal, since docs/operate/cli.md quotes it. */
const HELP_WIDTH = 100;

/**
 * A command line as all of this repository's programs have it: `--help` everywhere, suggestions for mistyped names, no operand or
 * option it does not know. It never ends the process and prints nothing on wrong usage: it throws, and `runProgram` says it.
 */
export class Program extends Command {
  /** What the outermost command ends with when nothing is thrown. */
  exitCode: ExitCode = EXIT.done;
  /** Where the outermost command prints its help. */
  out: NodeJS.WritableStream = process.stdout;
  /** Whether the outermost command, and one that has commands of its own, prints its help when no command is named. */
  helpsWhenBare = false;
  private complete: (() => Promise<void>) | undefined;

  constructor(name?: string) {
    super(name);
    this.helpCommand(false)
      .helpOption('-h, --help', 'print this help')
      .configureHelp({ showGlobalOptions: true })
      .configureOutput({
        writeOut: (text) => this.root.out.write(text),
        writeErr: () => undefined,
        outputError: () => undefined,
        getOutHelpWidth: () => HELP_WIDTH,
      })
      .showSuggestionAfterError()
      .exitOverride()
      .hook('preAction', refuseSwallowedOptions)
      .hook('preSubcommand', (_, chosen) => (chosen as Program).complete?.());
  }

  /** What the command is beyond its name is added when it is chosen, before its options are parsed. */
  completes(complete: (command: this) => Promise<void>): this {
    this.complete = async () => {
      this.complete = undefined;
      await complete(this);
    };
    return this;
  }

  /** Completes every command, for those who read the options of all. */
  async completeAll(): Promise<this> {
    await this.complete?.();
    await Promise.all(this.commands.map((command) => (command as Program).completeAll()));
    return this;
  }

  override createCommand(name?: string): Program {
    return new Program(name);
  }

  /** A program whose bare name in a script is a mistake asks for a command, instead of printing its whole help as an error. */
  override help(options?: unknown): never {
    const isBare = typeof options === 'object' && options !== null && 'error' in options && options.error;
    if (isBare && !this.root.helpsWhenBare) {
      const names = this.commands.map((command) => command.name()).join(', ');
      return this.error(`error: ${this.name()}: expected a command, one of ${names}.`);
    }
    return super.help();
  }

  /** `inbox evnts --help`: no help for a command that there is not. */
  override outputHelp(): void {
    const [word = '-'] = this.args;
    const isKnown = word === 'help' || this.commands.some((command) => command.name() === word);
    if (this.commands.length > 0 && !word.startsWith('-') && !isKnown) {
      this.unknownCommand();
    }
    super.outputHelp();
  }

  /** Names the command that was probably meant, wherever it stands: `list` is `events list`. */
  unknownCommand(): never {
    const [got = ''] = this.args;
    const paths = this.commands.flatMap((command) => [
      { word: command.name(), path: command.name() },
      ...command.commands.map((inner) => ({ word: inner.name(), path: `${command.name()} ${inner.name()}` })),
    ]);
    const closest = closestName(
      got,
      paths.map(({ word }) => word),
    );
    const meant = paths.find(({ word }) => word === closest);
    return this.error(`unknown command '${got}'${meant ? ` (Did you mean ${meant.path}?)` : ''}`);
  }

  override error(message: string, options?: Parameters<Command['error']>[1]): never {
    const said = message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
    return super.error(`${said.replace(/([^.?!)])$/, '$1.')} See ${commandLine(this)} --help.`, options);
  }

  /** What the program does; it ends with the exit code this answers. */
  runs<Options>(run: (options: Options, operands: readonly string[]) => Promise<ExitCode>): this {
    return this.action(async () => {
      const code = await run(this.opts<Options & Record<string, unknown>>(), this.args);
      this.root.exitCode = code;
    });
  }

  /** Prints what was asked for, as the help is printed. */
  print(text: string): void {
    this.root.out.write(`${text}\n`);
  }

  private get root(): Program {
    return this.parent instanceof Program ? this.parent.root : this;
  }
}

/** `--config --verbose`: commander takes the second for the value of the first. */
function refuseSwallowedOptions(_: Command, command: Command): void {
  const chain = [command];
  for (const { parent } of chain) {
    chain.push(...(parent ? [parent] : []));
  }
  const options = chain.flatMap((one) => one.options);
  const flags = new Set<unknown>(['--help', ...options.map(({ long }) => long)]);
  const values = command.optsWithGlobals();
  for (const option of options) {
    const value = values[option.attributeName()];
    if (flags.has(value)) {
      throw new UsageError(
        `${option.long}: got the option ${value}, expected a value. See ${commandLine(command)} --help.`,
      );
    }
  }
}

/** `inbox dlq`, as a person types it. */
function commandLine(command: Command): string {
  return command.parent ? `${commandLine(command.parent)} ${command.name()}` : command.name();
}

/** `help events list` is `events list --help`. */
export function helpAsOption(words: readonly string[]): readonly string[] {
  return words[0] === 'help' ? [...words.slice(1), '--help'] : words;
}

/** Runs one command line. Returns the exit code; whatever goes wrong is one line on standard error. */
export async function runProgram(
  program: Program,
  args: readonly string[],
  { out, err }: Streams,
  describe: (error: unknown) => string = describeError,
): Promise<ExitCode> {
  program.out = out;
  try {
    refuseOptionsTakenByNpm(program, args);
    // As an id, a path or a name an empty word is a variable somebody left empty.
    const empty = args.findIndex((word) => word === '' || /^--[\w-]+=$/.test(word));
    if (empty >= 0) {
      const what = args[empty]?.slice(0, -1) || `Argument ${empty + 1}`;
      throw new UsageError(`${what}: got "", expected a value. See ${program.name()} --help.`);
    }
    // `npm run proof -- chaos -- --events 5`: the dashes behind a command's name are for npm, as many write them.
    const isCommand = program.commands.some((command) => command.name() === args[0]);
    const typed = isCommand && args[1] === '--' ? args.toSpliced(1, 1) : args;
    const words = program.commands.length > 0 ? helpAsOption(typed) : typed;
    await program.parseAsync(words, { from: 'user' });
    return program.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) {
      return EXIT.done;
    }
    const isUsage = error instanceof CommanderError || error instanceof UsageError;
    const said = error instanceof CommanderError ? error.message : describe(error);
    err.write(`${plainText(said)}\n`);
    return isUsage ? EXIT.usage : EXIT.failed;
  }
}

/**
 * The whole of a program's `main`: this process's arguments, streams and exit code. Remedies that name AWS credentials or --local
 * are the operator's, so by default an error is its message alone.
 */
export async function runAsMain(program: Program, describe = describeMessage): Promise<void> {
  ignoreClosedPipes();
  const streams = { out: process.stdout, err: process.stderr };
  const code = await runProgram(program, process.argv.slice(2), streams, describe);
  // Idle keep-alive connections would hold the process for seconds.
  process.exit(code);
}

/**
 * Drops without a word what is written to a reader who has left (`| head -3`); Node would end with a stack trace.
 * `onOutputClosed` is told when it is standard output that nobody reads any more; by default the work goes on.
 */
export function ignoreClosedPipes(onOutputClosed?: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') {
        throw error;
      }
      if (stream === process.stdout) {
        onOutputClosed?.();
      }
    });
  }
}
