import type { GlobalOptions } from '../program';
import type { Input } from '../terminal/input';
import { connectDeployed } from './connect-deployed';
import { connectLocal } from './connect-local';
import { type Inbox, inboxOf } from './inbox';
import { chooseLocalRun } from './local-runs';

/** Whether the options mean a local run. */
export function isLocal({
  local,
  run,
  endpoints,
}: Pick<GlobalOptions, 'local' | 'run' | 'endpoints'>): boolean {
  return local === true || run !== undefined || endpoints !== undefined;
}

/** The inbox the options name. @throws CommandError or UsageError that say what to do */
export async function connect(options: GlobalOptions, input: Input): Promise<Inbox> {
  if (isLocal(options)) {
    return inboxOf(connectLocal(await chooseLocalRun(options, input)));
  }
  return inboxOf(await connectDeployed(options));
}
