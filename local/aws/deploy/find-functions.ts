import type { InboxFunctionProps } from '../../../lib/functions/inbox-function';
import type { Deployment } from './deployment';

/** A file of lambda/handlers. */
export type HandlerName = InboxFunctionProps['handler'];

/**
 * Ids of the functions that run this handler, by the name under which they log. What starts a function does not tell:
 * sweeper and reconcilers both run on a schedule.
 */
export function findFunctions(
  { functions }: Pick<Deployment, 'functions'>,
  handler: HandlerName,
): readonly string[] {
  return functions
    .filter(({ environment }) => environment.POWERTOOLS_SERVICE_NAME === handler)
    .map(({ logicalId }) => logicalId);
}
