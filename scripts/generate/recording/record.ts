import { spawn } from 'node:child_process';
import { EXIT } from '../../../cli/terminal/errors';

/** What a command printed. */
export interface RecordedLine {
  /** Milliseconds since the start. */
  readonly at: number;
  /** With the codes that colour it. */
  readonly text: string;
}

/** Columns of the terminal that the recording shows. */
export const COLUMNS = 100;

/** Runs a command line as a person would, and notes each line with its time. @throws Error when it fails */
export async function recordCommand(command: string): Promise<readonly RecordedLine[]> {
  const started = performance.now();
  // One pipe for both streams keeps the order in which a terminal would show their lines.
  const child = spawn('sh', ['-c', `${command} 2>&1`], {
    // npm's own lines say nothing of the command.
    env: { ...process.env, npm_config_loglevel: 'silent', COLUMNS: String(COLUMNS), FORCE_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: RecordedLine[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const [last = '', ...whole] = `${rest}${chunk}`.split('\n').reverse();
    rest = last;
    lines.push(...whole.reverse().map((text) => ({ at: performance.now() - started, text })));
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== EXIT.done) {
    throw new Error(`"${command}": got exit code ${code}, expected 0.`);
  }
  return lines;
}
