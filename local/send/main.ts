import { EXIT } from '../../cli/terminal/errors';
import { noteLine, printLine } from '../../cli/terminal/output';
import { runAsMain } from '../../cli/terminal/run-program';
import { send } from './send';
import { createSendProgram } from './send-options';

void runAsMain(
  createSendProgram(async (options) => {
    const passed = await send(options, { line: printLine, progress: noteLine });
    return passed ? EXIT.done : EXIT.failed;
  }),
);
