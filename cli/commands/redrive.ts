import { redriveDeadLetters, redriveEvent } from '../../lambda/usecases/redrive';
import type { Operator } from '../operator';
import { UsageError } from '../usage-error';
import { deadLetterQueue } from './dead-letters';

/** `redrive <key>…`: FAILED events back to RECEIVED, each once. Exit code 1 when one was not FAILED or unknown. */
export async function redrive(keys: readonly string[], operator: Operator): Promise<number> {
  if (keys.length === 0) {
    throw new UsageError(
      'redrive: expected keys as `list FAILED` prints them, or --dead-letters <provider>.',
    );
  }
  let refused = 0;
  for (const key of keys) {
    const outcome = await redriveEvent(key, operator.deps);
    refused += outcome === 'redriven' ? 0 : 1;
    operator.print(`${key}  ${outcome}`);
  }
  return refused === 0 ? 0 : 1;
}

/** `redrive --dead-letters <provider>`: every dead letter's event, then the letter goes. */
export async function redriveAll(provider: string, operator: Operator, limit: number): Promise<number> {
  const reports = await redriveDeadLetters(deadLetterQueue(provider, operator), operator.deps, { limit });
  for (const { pk, outcome } of reports) {
    operator.print(`${pk || '(unreadable)'}  ${outcome}`);
  }
  operator.print(`${reports.length} dead letters handled`);
  return 0;
}
