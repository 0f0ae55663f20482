import { describeError } from '../terminal/errors';
import { finalEventsCheck, storedResultsCheck } from './final-event-checks';
import { type Check, type CheckContext, type CheckResult, finding, type NamedResult } from './finding';
import { indexShardsCheck, openEventsCheck } from './open-event-checks';
import { providerCheck, reconciliationCheck } from './provider-checks';
import { deadLettersCheck, queueAgeCheck } from './queue-checks';
import { secretsCheck } from './secret-checks';
import { alarmsCheck, protectionCheck } from './stack-checks';
import { deliveriesCheck, webhookCheck } from './webhook-checks';

/** Every check of an inbox that is reachable, in the order a document travels. */
export const CHECKS: readonly Check[] = [
  secretsCheck,
  // Before the webhook's own check, whose requests are refused and counted too.
  deliveriesCheck,
  webhookCheck,
  providerCheck,
  queueAgeCheck,
  deadLettersCheck,
  openEventsCheck,
  indexShardsCheck,
  finalEventsCheck,
  storedResultsCheck,
  reconciliationCheck,
  alarmsCheck,
  protectionCheck,
];

/** Runs every check, whatever the others find; one that throws is a finding too. */
export async function examine(
  context: CheckContext,
  onCheck: () => void = () => undefined,
): Promise<readonly NamedResult[]> {
  const results: NamedResult[] = [];
  for (const { id, run } of CHECKS) {
    try {
      results.push(...(await run(context)).map((result) => ({ check: id, ...result })));
    } catch (error) {
      results.push({ check: id, ...describeFailure(error) });
    }
    onCheck();
  }
  return results;
}

/** A refusal says something about these credentials, and nothing about the inbox. */
function describeFailure(error: unknown): CheckResult {
  const isRefusal = /AccessDenied|NotAuthorized|UnauthorizedOperation/.test((error as Error)?.name ?? '');
  return finding(isRefusal ? 'check_not_permitted' : 'check_failed', {
    what: `not tested: ${describeError(error)}`,
    remedy: isRefusal
      ? 'Use credentials that may read the stack’s table, queues, secrets, metrics and alarms.'
      : 'Run doctor again. If it fails again, check that this machine reaches AWS, and AWS’s health status; locally, restart the run.',
  });
}
