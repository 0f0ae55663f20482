import { spawn } from 'node:child_process';

export interface CommandOptions {
  /** Written to its standard input. */
  readonly input?: string;
  /** Besides this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end and answers what it printed. @throws CommandFailedError */
export type RunCommand = (
  command: string,
  args: readonly string[],
  options?: CommandOptions,
) => Promise<string>;

/** A program did not end with 0. The message holds the end of what it said. */
export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';

  constructor(
    command: string,
    readonly exitCode: number | undefined,
    readonly output: string,
  ) {
    super(`${command}: ended with ${exitCode ?? 'a signal'}, expected 0. It said:\n${lastLines(output)}`);
  }
}

const SHOWN_LINES = 30;

/** Programs started by `run` end with `signal`, and all that they started with them. */
export function commandRunner(cwd: string, signal: AbortSignal): RunCommand {
  return async (command, args, { input, env } = {}) => {
    signal.throwIfAborted();
    // A process group of its own: Ctrl-C in the terminal reaches it through `signal`, and then the whole group.
    const child = spawn(command, [...args], { cwd, env: { ...process.env, ...env }, detached: true });
    const kill = () => killGroup(child.pid);
    signal.addEventListener('abort', kill);
    try {
      return await readOutput(child, [command, ...args].join(' '), input);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', kill);
    }
  };
}

function readOutput(
  child: ReturnType<typeof spawn>,
  words: string,
  input: string | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const printed: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
    child.once('error', (error) => reject(new CommandFailedError(words, undefined, error.message)));
    child.once('close', (code) => {
      const output = Buffer.concat(printed).toString();
      if (code === 0) {
        resolve(output);
        return;
      }
      const all = output + Buffer.concat(errors).toString();
      reject(new CommandFailedError(words, code ?? undefined, all));
    });
    // It may end without reading what it is given.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

function killGroup(pid: number | undefined): void {
  try {
    process.kill(-(pid ?? Number.NaN), 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
}
