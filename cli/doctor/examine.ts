import { describeError } from '../describe-error';
import type { Inbox } from '../inbox';
import { CHECKS } from './checks';
import { type Finding, fail, skipped, type Ward } from './finding';

/** Runs every check, whatever becomes of the others; one that breaks is a finding too. */
export async function examine(
  ward: Ward,
  onCheck: () => void = () => undefined,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of CHECKS) {
    findings.push(...(await runCheck(check, ward)));
    onCheck();
  }
  return findings;
}

async function runCheck({ id, run }: (typeof CHECKS)[number], ward: Ward): Promise<readonly Finding[]> {
  try {
    return (await run(ward)).map((said) => ({ check: id, ...said }));
  } catch (error) {
    const trouble = fail({
      what: `could not be looked at: ${describeError(error)}`,
      remedy:
        'Use credentials that may read the stack’s table, queues, secrets and alarms; locally, start the stack again.',
    });
    return [{ check: id, ...trouble }];
  }
}

/** What cannot be looked at because the inbox itself cannot be reached. */
export function skipAll(): readonly Finding[] {
  return CHECKS.map(({ id }) => ({ check: id, ...skipped('the inbox could not be reached') }));
}

/** Every source must be reachable by the outputs, or the stack is of another version. */
export function examineOutputs({ connection }: Inbox): Finding {
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
  return {
    check: 'outputs',
    ...(missing.length === 0
      ? { verdict: 'ok' as const, what: `complete: ${connection.sources.length} sources` }
      : fail({
          what: `the stack does not say where these are: ${missing.join(', ')}`,
          remedy: 'Deploy the stack again with this version.',
        })),
  };
}
