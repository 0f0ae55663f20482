import { ignoreClosedPipes } from '../../cli/closed-pipe';
import { UsageError } from '../../cli/usage-error';
import { type SendOutput, send } from './send';
import { parseSendOptions, USAGE } from './send-options';

const output: SendOutput = {
  line: (text) => console.log(text),
  progress: (text) => process.stderr.write(process.stderr.isTTY ? `\r${text} ` : `${text}\n`),
};

async function main(): Promise<number> {
  try {
    const options = parseSendOptions(process.argv.slice(2));
    if (options === 'help') {
      console.log(USAGE);
      return 0;
    }
    return (await send(options, output)) ? 0 : 1;
  } catch (error) {
    console.error((error as Error).message);
    return error instanceof UsageError ? 2 : 1;
  }
}

ignoreClosedPipes();
// Idle keep-alive connections would hold the process for seconds.
main().then((code) => process.exit(code));
