import { functionCredentials } from '../../../local/aws/access-keys';
import type { GatewayCall } from '../../../local/aws/gateway/gateway.types';
import type { LocalRun } from '../../../local/run/start-local-run';

export interface KillOptions {
  readonly functionIds: readonly string[];
  /** Which of the calls from now on, counted from 1. */
  readonly atCall: number;
  /** When the functions are not at work, any process of theirs is killed after this. */
  readonly withinMs: number;
}

/**
 * SIGKILLs a process of one of the functions while they are at work: as an AWS call of theirs reaches the gateway, which
 * carries it out. False: they have no process.
 */
export function killAtCall(
  run: Pick<LocalRun, 'gateway' | 'kill'>,
  { functionIds, atCall, withinMs }: KillOptions,
): Promise<boolean> {
  const byCaller = new Map(functionIds.map((id) => [functionCredentials(id).accessKeyId, id]));
  return new Promise((resolve) => {
    let left = atCall;
    const finish = (killed: boolean) => {
      clearTimeout(timer);
      remove?.();
      resolve(killed);
    };
    const onCall = ({ caller }: GatewayCall): false => {
      const id = byCaller.get(caller);
      left -= id === undefined ? 0 : 1;
      if (id !== undefined && left === 0) {
        finish(run.kill(id));
      }
      return false;
    };
    // A rule that matches nothing, only looks on: what is to go wrong is the process, not the call.
    const remove = run.gateway?.addRule({ matches: onCall, fault: { kind: 'delay', milliseconds: 0 } });
    const timer = setTimeout(() => finish(functionIds.some((id) => run.kill(id))), withinMs);
  });
}
