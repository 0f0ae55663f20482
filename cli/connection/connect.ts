import type { Input } from '../terminal/input';
import { connectDeployed } from './connect-deployed';
import { connectLocal } from './connect-local';
import { type Inbox, inboxOf } from './inbox';
import { chooseLocalRun } from './local-runs';

/** What says which inbox is meant, and who reads the answer. */
export interface GlobalOptions {
  readonly local?: true;
  /** Id of a local run: the port of its webhooks. */
  readonly run?: string;
  readonly endpoints?: string;
  readonly stack: string;
  readonly region?: string;
  readonly json?: true;
}

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
