import { SingleBar } from 'cli-progress';
import { EXIT, type ExitCode } from '../../cli/terminal/exit-codes';
import { printLine } from '../../cli/terminal/output';
import { describeFuzz } from './describe-fuzz';
import { type FuzzOptions, isClean, runFuzz } from './run-fuzz';

const PROGRESS_EVERY = 1_000;

/** `npm run proof -- fuzz` */
export async function fuzz(options: FuzzOptions): Promise<ExitCode> {
  const bar = new SingleBar({
    stream: process.stderr,
    format: '{bar} {value}/{total}, {eta} s left',
    clearOnComplete: true,
  });
  bar.start(options.requests, 0);
  const onProgress = (done: number) => done % PROGRESS_EVERY === 0 && bar.update(done);
  const report = await runFuzz({ ...options, onProgress }).finally(() => bar.stop());
  printLine(describeFuzz(report, options));
  return isClean(report) ? EXIT.done : EXIT.failed;
}
