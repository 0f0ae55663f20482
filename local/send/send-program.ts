import { namesBeside } from '../../cli/connection/program-names';
import { EXIT } from '../../cli/terminal/errors';
import { noteLine, printLine } from '../../cli/terminal/output';
import type { Program } from '../../cli/terminal/run-program';
import { send } from './send';
import { createSendProgram } from './send-options';

/** `npm run send` and `inbox send`. */
export function sendProgram(name?: string): Program {
  return createSendProgram(async (options) => {
    const passed = await send(options, { line: printLine, progress: noteLine }, namesBeside(name));
    return passed ? EXIT.done : EXIT.failed;
  }, name);
}
