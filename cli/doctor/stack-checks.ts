import type { Stack } from '@aws-sdk/client-cloudformation';
import { DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { UnreachableError } from '../connection/connection';
import { describeError, UsageError } from '../terminal/errors';
import { counted } from '../terminal/format';
import { type Check, type CheckResult, finding, type NamedResult, notTested, passed } from './finding';

/** Why an inbox cannot be reached, as findings. @throws what is wrong use of the command */
export function explainUnreachable(error: unknown, isLocal: boolean): readonly NamedResult[] {
  if (error instanceof UnreachableError) {
    const { code, what, remedy, description } = error;
    const check = {
      local_run_not_running: 'local run',
      stack_not_found: 'stack',
      outputs_missing: 'outputs',
    }[code];
    const found = { check, ...finding(code, { what, remedy }) };
    return description ? [...checkStack(description), found] : [found];
  }
  if (isLocal || error instanceof UsageError) {
    throw error;
  }
  const what = `AWS rejects the call: ${describeError(error)}`;
  const remedy =
    'Sign in as for the AWS CLI (`aws sso login`, AWS_PROFILE) with --region or AWS_REGION; for the local run say --local.';
  return [{ check: 'credentials', ...finding('credentials_unusable', { what, remedy }) }];
}

/** The account, which is in the stack's ARN, and the state of the last deployment. */
export function checkStack({ StackId = '', StackName, StackStatus }: Stack): readonly NamedResult[] {
  const [, , , region, account] = StackId.split(':');
  const status: string = StackStatus ?? 'in no known state';
  let result: CheckResult;
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$|^UPDATE_COMPLETE_CLEANUP_IN_PROGRESS$/.test(status)) {
    result = passed(`${StackName} is ${status}`);
  } else if (status.endsWith('_IN_PROGRESS')) {
    result = finding('stack_changing', {
      what: `${StackName} is being deployed (${status})`,
      remedy: 'Wait until the deployment has ended, then run doctor again.',
    });
  } else {
    const why =
      status === 'UPDATE_ROLLBACK_COMPLETE'
        ? 'the last deployment failed and was rolled back, so the version before it runs'
        : 'a deployment failed';
    result = finding('stack_failed', {
      what: `${StackName} is ${status}: ${why}`,
      remedy: 'Read the stack’s events in CloudFormation for the first failure, fix it, and deploy again.',
    });
  }
  return [
    { check: 'credentials', ...passed(`account ${account} in ${region}`) },
    { check: 'stack', ...result },
  ];
}

/** Whether the outputs name every part of every source. */
export const checkOutputs: Check = async ({ inbox: { connection } }) => {
  const missing = connection.sources.flatMap((source) =>
    (['webhookUrl', 'signingSecret', 'apiTokenSecret'] as const)
      .filter((name) => source[name] === '')
      .map((name) => `${name} of ${source.id}`),
  );
  for (const provider of new Set(connection.sources.map((source) => source.provider))) {
    missing.push(...(connection.queues[provider] ? [] : [`work queue of ${provider}`]));
    missing.push(...(connection.deadLetterQueues[provider] ? [] : [`dead-letter queue of ${provider}`]));
  }
  return [
    missing.length === 0
      ? passed(`name every part of ${counted(connection.sources.length, 'source')}`)
      : finding('outputs_missing', {
          what: `the stack does not name these parts, so commands cannot use them: ${missing.join(', ')}`,
          remedy: 'Deploy the stack again with this version.',
        }),
  ];
};

/** Whether stack and table refuse to be deleted: what AWS says, not the configuration. */
export const checkProtection: Check = async ({ inbox: { connection } }) => {
  if (connection.kind === 'local') {
    return [notTested('a local run is not protected against deletion')];
  }
  const { stack, description, table, clients } = connection;
  const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName: table }));
  const unprotected = (about: string, what: string) =>
    finding('protection_off', {
      about,
      what,
      remedy:
        'Add `terminationProtection: true, deletionProtection: true,` to the configuration and run `npx cdk deploy` (docs/operate/upgrades.md). A setting by hand does not last.',
    });
  return [
    description.EnableTerminationProtection === true
      ? passed('CloudFormation refuses to delete the stack', stack)
      : unprotected(stack, 'the stack can be deleted: termination protection is off'),
    Table?.DeletionProtectionEnabled === true
      ? passed('DynamoDB refuses to delete the table', table)
      : unprotected(table, 'the table can be deleted: deletion protection is off'),
  ];
};

/** Which of the stack's alarms are in ALARM, and whether any notifies somebody. */
export const checkAlarms: Check = async ({ inbox: { connection } }) => {
  if (connection.kind === 'local') {
    return [notTested('a local run has no alarms')];
  }
  const { description, inboxId, alarmLevel, clients } = connection;
  if (alarmLevel === 'none') {
    return [
      notTested("off: the configuration says monitoring.alarms: 'none', so nobody is told of problems"),
    ];
  }
  const alarms: Pick<MetricAlarm, 'AlarmName' | 'AlarmDescription' | 'StateValue' | 'AlarmActions'>[] = [];
  let NextToken: string | undefined;
  do {
    const page = await clients.cloudWatch.send(
      new DescribeAlarmsCommand({
        // CloudFormation puts the logical id behind the stack's name.
        AlarmNamePrefix: `${description.StackName}-${inboxId}Alarms`,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    alarms.push(...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  if (alarms.length === 0) {
    return [
      finding('alarms_missing', {
        what: 'the stack has no alarms, so nobody is told of problems; or these credentials do not see them',
        remedy: 'Deploy this version of the stack, with credentials that may read CloudWatch.',
      }),
    ];
  }
  const results = alarms
    .filter(({ StateValue }) => StateValue === 'ALARM')
    .map(({ AlarmName = '', AlarmDescription = '' }) => {
      const [said = '', runbook = 'docs/operate/runbook.md'] = AlarmDescription.split(/\s*Runbook:\s*/);
      return finding('alarm_active', {
        about: AlarmName,
        what: `in ALARM: ${said}`,
        remedy: `Do what ${runbook} says.`,
      });
    });
  if (results.length === 0) {
    results.push(passed(`none of ${alarms.length} is in ALARM (level ${alarmLevel})`));
  }
  if (alarms.every(({ AlarmActions = [] }) => AlarmActions.length === 0)) {
    results.push(
      finding('alarms_unheard', {
        what: 'no alarm notifies anybody, so nobody is told of problems',
        remedy: 'Name an SNS topic in the configuration (`alarmTopicArn`) and deploy.',
      }),
    );
  }
  return results;
};
