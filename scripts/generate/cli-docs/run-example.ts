import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { until } from '../../../local/aws/until';
import type { Example } from './example';

const BIN = join(__dirname, '..', '..', '..', 'bin', 'inbox.js');
const MOST_MS = 60_000;
const AT_REST = /STORED|ARCHIVED/;

export interface ExampleRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Circumstances {
  /** Of the running local stack. */
  readonly endpointsFile: string;
  /** Where files are written. */
  readonly directory: string;
  /** The arguments of `nextPage`. */
  readonly cursor?: readonly string[];
  arrive(event: NonNullable<Example['arrive']>[number]): Promise<void>;
}

/** The page shows what a terminal of this width shows. */
export const COLUMNS = 100;

/** Runs the program as a person would: plain Node, its own process. */
export async function runExample(example: Example, circumstances: Circumstances): Promise<ExampleRun> {
  const { endpointsFile, directory, cursor = [] } = circumstances;
  const args = [BIN, '--endpoints', endpointsFile, ...example.args, ...cursor];
  const { FORCE_COLOR: _, ...rest } = process.env;
  const env = { ...rest, COLUMNS: String(COLUMNS) };
  const child = spawn(process.execPath, args, { cwd: directory, timeout: MOST_MS, env });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk;
  });
  child.stdin.end(example.piped ?? '');
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  if (example.arrive) {
    await Promise.race([letArrive(example.arrive, said, circumstances), ended]);
    child.kill('SIGINT');
  }
  return { code: await ended, ...said };
}

/** Once the program says that it follows, the events come; done when it has told where the last of them rests. */
async function letArrive(
  events: NonNullable<Example['arrive']>,
  said: Readonly<Record<'out' | 'err', string>>,
  { arrive }: Circumstances,
): Promise<void> {
  await until('the program follows', MOST_MS, async () => said.err !== '' || undefined);
  for (const event of events) {
    await arrive(event);
    const isTold = () =>
      said.out.split('\n').some((line) => line.includes(event.eventId) && AT_REST.test(line));
    await until(`${event.eventId} is told at rest`, MOST_MS, async () => isTold() || undefined);
  }
}

/** The arguments that go on after a page. @throws Error when the page was the last */
export function readCursor({ out }: Pick<ExampleRun, 'out'>): readonly string[] {
  const cursor = /--after (\S+)/.exec(out)?.[1];
  if (cursor === undefined) {
    throw new Error('Example of a next page: got a page that is the last, expected one that goes on.');
  }
  return ['--after', cursor];
}
