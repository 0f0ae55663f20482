import { Command } from 'commander';
import { EXIT, type ExitCode } from './exit-codes';
import { UsageError } from './usage-error';

/** The same in every terminal, since docs/cli.md quotes it. */
const HELP_WIDTH = 100;

/**
 * A command line as all of this repository's programs have it: `--help` everywhere, suggestions for mistyped names, no operand or
 * option it does not know. It never ends the process and prints nothing on wrong usage: it throws, and `runProgram` says it.
 */
export class Program extends Command {
  /** What the program ends with when nothing is thrown. */
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

  override createCommand(name?: string): Command {
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
      this.exitCode = await run(this.opts<Options & Record<string, unknown>>(), this.args);
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

/** `inbox dlq`, as a person types it. */
function commandLine(command: Command): string {
  return command.parent ? commandLine(command.parent) : command.name();
}
