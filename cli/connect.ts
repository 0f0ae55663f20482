import { connectDeployed } from './connect-deployed';
import { connectLocal, ENDPOINTS_FILE } from './connect-local';
import { type Inbox, inboxOf } from './inbox';
import type { GlobalOptions } from './program';

/** Whether the options mean a local run. */
export function isLocal({
  local,
  endpoints,
}: {
  readonly local?: true | undefined;
  readonly endpoints?: string | undefined;
}): boolean {
  return local === true || endpoints !== undefined;
}

/** The inbox the options name. @throws CommandError or UsageError that say what to do */
export async function connect({ local, endpoints, stack, region }: GlobalOptions): Promise<Inbox> {
  if (isLocal({ local, endpoints })) {
    return inboxOf(connectLocal(endpoints ?? ENDPOINTS_FILE));
  }
  return inboxOf(await connectDeployed({ stack, region }));
}
