import { describeError } from '../terminal/errors';
import { checkFinalEvents, checkIndexShards, checkOpenEvents, checkStoredResults } from './event-checks';
import { type Check, type CheckContext, type CheckResult, finding, type NamedResult } from './finding';
import { checkProviders, checkReconciliation } from './provider-checks';
import { checkDeadLetters, checkQueueAges } from './queue-checks';
import { checkAlarms, checkOutputs, checkProtection, checkStack } from './stack-checks';
import { checkDeliveries, checkSecrets, checkWebhooks } from './webhook-checks';

/** Every check of an inbox that is reachable, in the order a document travels. */
export const CHECKS: Readonly<Record<string, Check>> = {
  outputs: checkOutputs,
  secrets: checkSecrets,
  // Before the webhook check, whose own requests are refused and counted too.
  deliveries: checkDeliveries,
  webhook: checkWebhooks,
  provider: checkProviders,
  'queue age': checkQueueAges,
  'dead letters': checkDeadLetters,
  'open events': checkOpenEvents,
  'index shards': checkIndexShards,
  'final events': checkFinalEvents,
  'stored results': checkStoredResults,
  reconciliation: checkReconciliation,
  alarms: checkAlarms,
  protection: checkProtection,
};

/** Runs every check, whatever the others find; one that throws is a finding too. */
export async function examine(context: CheckContext, onCheck?: () => void): Promise<readonly NamedResult[]> {
  const { connection } = context.inbox;
  const results: NamedResult[] =
    connection.kind === 'deployed' ? [...checkStack(connection.description)] : [];
  for (const [check, run] of Object.entries(CHECKS)) {
    const found = await run(context).catch((error: unknown): CheckResult[] => {
      // A refusal says something about these credentials, and nothing about the inbox.
      const isRefusal = /AccessDenied|NotAuthorized|UnauthorizedOperation/.test((error as Error)?.name ?? '');
      const remedy = isRefusal
        ? 'Use credentials that may read the stack’s table, queues, secrets, metrics and alarms.'
        : 'Run doctor again. If it fails again, check that this machine reaches AWS, and AWS’s health status; locally, restart the run.';
      const what = `not tested: ${describeError(error)}`;
      return [finding(isRefusal ? 'check_not_permitted' : 'check_failed', { what, remedy })];
    });
    results.push(...found.map((result) => ({ check, ...result })));
    onCheck?.();
  }
  return results;
}
