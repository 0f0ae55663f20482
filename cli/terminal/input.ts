import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { plainText } from '../../lambda/domain/text/unicode';
import { CommandError, UsageError } from './errors';

/** What a person or a pipe says to the program. */
export interface Input {
  /** Whether a person can be asked. */
  readonly isInteractive: boolean;
  /** One line; the question stands on standard error, so that standard output stays the answer's. */
  ask(question: string): Promise<string>;
  /** The same, not shown while it is typed. */
  askHidden(question: string): Promise<string>;
  /** Everything a pipe holds. */
  readAll(): Promise<string>;
}

/** Standard input, and standard error for the questions. */
export class TerminalInput implements Input {
  constructor(
    private readonly input: NodeJS.ReadStream = process.stdin,
    private readonly output: NodeJS.WriteStream = process.stderr,
  ) {}

  get isInteractive(): boolean {
    return this.input.isTTY === true && this.output.isTTY === true;
  }

  ask(question: string): Promise<string> {
    return this.read(question, this.output);
  }

  async askHidden(question: string): Promise<string> {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const line = this.read('', nowhere);
    // Only now, when the terminal has ceased to show what is typed.
    this.output.write(question);
    await line;
    this.output.write('\n');
    return line;
  }

  readAll(): Promise<string> {
    return text(this.input);
  }

  /** Ctrl-D and Ctrl-C are an empty answer: nothing was agreed to. */
  private read(question: string, output: NodeJS.WritableStream): Promise<string> {
    const lines = createInterface({ input: this.input, output, terminal: true });
    return new Promise<string>((resolve) => {
      lines.once('SIGINT', () => lines.close()).once('close', () => resolve(''));
      lines.question(question, (line) => {
        resolve(line);
        lines.close();
      });
    });
  }
}

export interface ConfirmOptions {
  readonly yes?: true;
  readonly dryRun?: true;
}

/**
 * Before anything is read: without a person to ask, only --yes can agree. `hasDryRun`: whether the command has --dry-run.
 * @throws UsageError
 */
export function assertCanConfirm(
  { yes, dryRun }: ConfirmOptions,
  { input }: { readonly input: Input },
  { hasDryRun = false } = {},
): void {
  if (!yes && !dryRun && !input.isInteractive) {
    const look = hasDryRun ? ', or --dry-run to see what would be done' : '';
    throw new UsageError(`There is no terminal to ask for confirmation: say --yes${look}.`);
  }
}

/** Asks, unless --yes has answered. @throws CommandError when the answer is not yes */
export async function confirm(
  question: string,
  options: ConfirmOptions,
  { input }: { readonly input: Input },
): Promise<void> {
  if (options.yes) {
    return;
  }
  const answer = await input.ask(`${plainText(question)} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new CommandError('Nothing was changed.');
  }
}
