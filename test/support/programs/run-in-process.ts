import { Writable } from 'node:stream';
import { type Program, runProgram } from '../../../cli/terminal/run-program';

export interface ProgramRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One command line of any program, in this process. */
export async function runInProcess(program: Program, args: readonly string[]): Promise<ProgramRun> {
  const [out, err] = [new Collected(), new Collected()];
  const code = await runProgram(program, args, { out, err });
  return { code, out: out.text, err: err.text };
}

/** Keeps what is written to it. */
export class Collected extends Writable {
  text = '';

  constructor(private readonly onText: (text: string) => void = () => undefined) {
    super();
  }

  override _write(chunk: Buffer | string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk;
    this.onText(String(chunk));
    done();
  }
}

/** What a program would be run with. @throws Error with what it says instead of running */
export async function optionsOf<Options>(
  create: (run: (options: Options) => Promise<0>) => Program,
  args: readonly string[],
): Promise<Options> {
  const seen: Options[] = [];
  const program = create(async (options) => {
    seen.push(options);
    return 0;
  });
  const { err } = await runInProcess(program, args);
  const [options] = seen;
  if (options === undefined) {
    throw new Error(err);
  }
  return options;
}
