import type { Inbox } from '../connection/inbox';
import { describeError } from '../terminal/errors';
import { finalEventsCheck, storedResultsCheck } from './final-event-checks';
import {
  type Check,
  type CheckContext,
  type CheckResult,
  finding,
  type NamedResult,
  passed,
} from './finding';
import { indexShardsCheck, openEventsCheck } from './open-event-checks';
import { providerCheck, reconciliationCheck } from './provider-checks';
import { deadLettersCheck, queueAgeCheck } from './queue-checks';
import { secretsCheck } from './secret-checks';
import { alarmsCheck, protectionCheck } from './stack-checks';
import { deliveriesCheck, webhookCheck } from './webhook-checks';

/** Everything that is looked at once the inbox can be reached, in the order a document travels. */
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

/** Runs every check, whatever becomes of the others; one that throws is a finding too. */
export async function examine(
  context: CheckContext,
  onCheck: () => void = () => undefined,
): Promise<readonly NamedResult[]> {
  const results: NamedResult[] = [];
  for (const check of CHECKS) {
    results.push(...(await runCheck(check, context)));
    onCheck();
  }
  return results;
}

async function runCheck(
  { id, run }: (typeof CHECKS)[number],
  context: CheckContext,
): Promise<readonly NamedResult[]> {
  try {
    return (await run(context)).map((result) => ({ check: id, ...result }));
  } catch (error) {
    return [{ check: id, ...failed(error) }];
  }
}

/** A refusal says something of these credentials and nothing of the inbox. */
function failed(error: unknown): CheckResult {
  const isRefusal = /AccessDenied|NotAuthorized|UnauthorizedOperation/.test((error as Error)?.name ?? '');
  return finding(isRefusal ? 'check_not_permitted' : 'check_failed', {
    what: `not tested: ${describeError(error)}`,
    remedy: isRefusal
      ? 'Use credentials that may read the stack’s table, queues, secrets, metrics and alarms.'
      : 'Run doctor again. If it stays so, check that this machine reaches AWS, and the service’s health; locally, start the run again.',
  });
}

/** Every source must be reachable by the outputs, or the stack is of another version. */
export function examineOutputs({ connection }: Inbox): NamedResult {
  const missing = connection.sources.flatMap((source) =>
    (['webhookUrl', 'signingSecret', 'apiTokenSecret'] as const)
      .filter((name) => source[name] === '')
      .map((name) => `${name} of ${source.id}`),
  );
  const providers = new Set(connection.sources.map(({ provider }) => provider));
  for (const provider of providers) {
    missing.push(...(connection.queues[provider] ? [] : [`work queue of ${provider}`]));
    missing.push(...(connection.deadLetterQueues[provider] ? [] : [`dead-letter queue of ${provider}`]));
  }
  const result =
    missing.length === 0
      ? passed(`name every part of ${connection.sources.length} sources`)
      : finding('outputs_missing', {
          what: `the stack does not say where these are: ${missing.join(', ')}`,
          remedy: 'Deploy the stack again with this version.',
        });
  return { check: 'outputs', ...result };
}
