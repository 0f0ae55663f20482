import { ignoreClosedPipes } from '../../cli/closed-pipe';
import { UsageError } from '../../cli/usage-error';
import { parseLoadOptions, USAGE } from './load-options';
import { type LoadOutput, runLoad, verifyLoad } from './run-load';

const started = performance.now();

const output: LoadOutput = {
  line: (text) => console.log(text),
  progress: (text) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(0).padStart(4);
    process.stderr.write(process.stderr.isTTY ? `\r${seconds} s  ${text}   ` : `${seconds} s  ${text}\n`);
  },
};

async function main(): Promise<number> {
  try {
    const options = parseLoadOptions(process.argv.slice(2));
    if (options === 'help') {
      console.log(USAGE);
      return 0;
    }
    const passed =
      options.mode === 'verify' ? await verifyLoad(options, output) : await runLoad(options, output);
    console.log(passed ? 'All as it must be.' : 'NOT as it must be.');
    return passed ? 0 : 1;
  } catch (error) {
    console.error(withRemedy(error as NodeJS.ErrnoException));
    return error instanceof UsageError ? 2 : 1;
  }
}

function withRemedy({ code, message }: NodeJS.ErrnoException): string {
  return code === 'ECONNREFUSED'
    ? `The stores do not answer (${message}). Was the stack killed? Start it again on its --data-dir, then: --verify FILE`
    : message;
}

ignoreClosedPipes();
// Idle keep-alive connections would hold the process for seconds.
main().then((code) => process.exit(code));
