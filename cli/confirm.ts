import { plainText } from '../lambda/domain/plain-text';
import { CommandError } from './command-error';
import type { Context } from './context';
import { UsageError } from './usage-error';

export interface ConfirmOptions {
  readonly yes?: true;
  readonly dryRun?: true;
}

/** Before anything is read: without a person to ask, only --yes can agree. @throws UsageError */
export function assertCanConfirm({ yes, dryRun }: ConfirmOptions, context: Context): void {
  if (!yes && !dryRun && !context.input.isInteractive) {
    throw new UsageError(
      'There is no terminal to ask for confirmation: say --yes, or --dry-run to see what would be done.',
    );
  }
}

/** Asks, unless --yes has answered. @throws CommandError when the answer is not yes */
export async function confirm(question: string, options: ConfirmOptions, context: Context): Promise<void> {
  if (options.yes) {
    return;
  }
  const answer = await context.input.ask(`${plainText(question)} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new CommandError('Nothing was changed.');
  }
}
