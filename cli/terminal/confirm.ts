import { plainText } from '../../lambda/domain/text/plain-text';
import type { Context } from '../connection/context';
import { CommandError } from './command-error';
import { UsageError } from './usage-error';

export interface ConfirmOptions {
  readonly yes?: true;
  readonly dryRun?: true;
}

/**
 * Before anything is read: without a person to ask, only --yes can agree. `hasDryRun`: whether the command has --dry-run.
 * @throws UsageError
 */
export function assertCanConfirm(
  { yes, dryRun }: ConfirmOptions,
  context: Context,
  { hasDryRun = false } = {},
): void {
  if (!yes && !dryRun && !context.input.isInteractive) {
    const look = hasDryRun ? ', or --dry-run to see what would be done' : '';
    throw new UsageError(`There is no terminal to ask for confirmation: say --yes${look}.`);
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
