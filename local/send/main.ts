import { EXIT } from '../../cli/terminal/exit-codes';
import { noteProgress, printLine } from '../../cli/terminal/output';
import { runAsMain } from '../../cli/terminal/run-program';
import { send } from './send';
import { createSendProgram } from './send-options';

void runAsMain(
  createSendProgram(async (options) => {
    const passed = await send(options, { line: printLine, progress: noteProgress });
    return passed ? EXIT.done : EXIT.failed;
  }),
);
