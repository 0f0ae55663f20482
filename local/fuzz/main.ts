import { SingleBar } from 'cli-progress';
import { ignoreClosedPipes } from '../../cli/closed-pipe';
import { UsageError } from '../../cli/usage-error';
import { describeFuzz } from './describe-fuzz';
import { parseFuzzOptions, USAGE } from './fuzz-options';
import { isClean, runFuzz } from './run-fuzz';

const PROGRESS_EVERY = 1_000;

async function main(): Promise<number> {
  try {
    const options = parseFuzzOptions(process.argv.slice(2));
    if (options === 'help') {
      console.log(USAGE);
      return 0;
    }
    const bar = new SingleBar({
      stream: process.stderr,
      format: '{bar} {value}/{total}, {eta} s left',
      clearOnComplete: true,
    });
    bar.start(options.requests, 0);
    const onProgress = (done: number) => done % PROGRESS_EVERY === 0 && bar.update(done);
    const report = await runFuzz({ ...options, onProgress }).finally(() => bar.stop());
    console.log(describeFuzz(report, options));
    return isClean(report) ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    return error instanceof UsageError ? 2 : 1;
  }
}

ignoreClosedPipes();
main().then((code) => process.exit(code));
