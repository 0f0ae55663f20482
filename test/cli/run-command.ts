import { connectLocal } from '../../cli/connection/connect';
import type { GlobalOptions } from '../../cli/connection/global-options';
import { createInbox, type Inbox } from '../../cli/connection/inbox';
import { runInbox } from '../../cli/program';
import type { Input } from '../../cli/terminal/input';
import { Collected } from '../support/programs/run-in-process';

export interface CommandRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  /** What a person answers; without any there is no terminal. */
  readonly answers?: readonly string[];
  /** What a pipe holds. */
  readonly piped?: string;
  readonly connect?: (options: GlobalOptions, input: Input) => Promise<Inbox>;
  readonly signal?: AbortSignal;
  /** Standard error is a terminal. @default false */
  readonly isTerminal?: boolean;
  readonly now?: () => number;
  /** Columns of the terminal that standard output is. @default no terminal */
  readonly columns?: number;
  /** @default empty */
  readonly env?: NodeJS.ProcessEnv;
  /** Told of what is written to standard output, as it is written. */
  readonly onOut?: (text: string) => void;
}

/** One command line of `inbox` in this process. */
export async function runCommand(args: readonly string[], options: RunOptions = {}): Promise<CommandRun> {
  const [out, err] = [new Collected(options.onOut), new Collected()];
  const code = await runInbox(args, {
    out: Object.assign(out, options.columns && { isTTY: true, columns: options.columns }),
    env: options.env ?? {},
    err: Object.assign(err, { isTTY: options.isTerminal === true }),
    input: toInput(options),
    connect: options.connect ?? (async ({ endpoints }) => createInbox(connectLocal(endpoints ?? ''))),
    now: options.now ?? Date.now,
    stopAsked: () => options.signal ?? new AbortController().signal,
    finishUnheard: () => undefined,
  });
  return { code, out: out.text, err: err.text };
}

function toInput({ answers, piped = '' }: RunOptions): Input {
  const left = [...(answers ?? [])];
  const next = async () => left.shift() ?? '';
  return {
    isInteractive: answers !== undefined,
    ask: next,
    askHidden: next,
    readAll: async () => piped,
  };
}
