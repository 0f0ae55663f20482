import * as z from 'zod';
import { findSource } from '../../operations/events/find-event';
import { toShellLines, toShellVariables } from '../../operations/shell-variables';
import { EXIT } from '../../terminal/errors';
import type { InboxCommand } from '../command';

/** The document of `env --json`. */
export const shellVariablesSchema = z.strictObject({
  set: z.record(z.string(), z.string()),
  unset: z.array(z.string()),
});

/** `env`: what a shell needs for the `aws` commands of README and docs. */
export const env: InboxCommand<{ readonly source?: string }> = {
  options: (command) =>
    command.option(
      '--source <id>',
      'also set SIGNING_SECRET, API_TOKEN_SECRET, WEBHOOK_URL and QUEUE_URL, of this source (default: if there is only one)',
    ),

  async run({ source: id }, { connect, output }) {
    const inbox = await connect();
    const source = id === undefined ? undefined : findSource(id, inbox);
    const variables = toShellVariables(inbox.connection, source);
    output.json(variables);
    if (!output.forMachines) {
      await output.bytes(Buffer.from(toShellLines(variables)));
    }
    return EXIT.done;
  },
};
