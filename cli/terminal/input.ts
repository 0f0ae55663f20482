import type { Interface } from 'node:readline';
import { Writable } from 'node:stream';
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
  /** Ctrl-C has answered a question. */
  readonly wasStopped?: boolean;
}

/** Standard input, and standard error for the questions. Both are opened when they are used: most commands ask nothing. */
export class TerminalInput implements Input {
  wasStopped = false;

  constructor(
    private readonly given?: NodeJS.ReadStream,
    private readonly output: NodeJS.WriteStream = process.stderr,
  ) {}

  private get input(): NodeJS.ReadStream {
    return this.given ?? process.stdin;
  }

  get isInteractive(): boolean {
    return this.input.isTTY === true && this.output.isTTY === true;
  }

  async ask(question: string): Promise<string> {
    return readLine(await this.open(this.output), question);
  }

  async askHidden(question: string): Promise<string> {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const line = readLine(await this.open(nowhere), '');
    // Only now, when the terminal has ceased to show what is typed.
    this.output.write(question);
    await line;
    this.output.write('\n');
    return line;
  }

  async readAll(): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.input) {
      chunks.push(Buffer.from(chunk));
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  private async open(output: NodeJS.WritableStream): Promise<Interface> {
    const { createInterface } = await import('node:readline');
    const lines = createInterface({ input: this.input, output, terminal: true });
    return lines.once('SIGINT', () => {
      this.wasStopped = true;
    });
  }
}

/** Ctrl-D and Ctrl-C are an empty answer: nothing was agreed to. */
function readLine(lines: Interface, question: string): Promise<string> {
  return new Promise((resolve) => {
    lines.once('SIGINT', () => lines.close()).once('close', () => resolve(''));
    lines.question(question, (line) => {
      resolve(line);
      lines.close();
    });
  });
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
