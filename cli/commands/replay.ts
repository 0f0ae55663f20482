import { replayEvent } from '../../lambda/usecases/replay';
import type { Operator } from '../operator';
import { UsageError } from '../usage-error';

/** `replay <key>…`: fetches final events again as their next generation. Exit code 1 when one was refused. */
export async function replay(keys: readonly string[], operator: Operator): Promise<number> {
  if (keys.length === 0) {
    throw new UsageError('replay: expected keys as `list` prints them.');
  }
  let refused = 0;
  for (const key of keys) {
    const result = await replayEvent(key, operator.deps);
    const { outcome, ...details } = result;
    refused += outcome === 'refused' ? 1 : 0;
    operator.print(`${key}  ${outcome}  ${Object.values(details).join(' ')}`);
  }
  return refused === 0 ? 0 : 1;
}
