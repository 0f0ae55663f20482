import { type CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { type CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describeError } from '../terminal/errors';
import { type Check, type CheckResult, finding, type NamedResult, notTested, passed } from './finding';

/** The outputs without which nothing below can be looked at are judged apart; these are each source's. */
const HEALTHY = /^(CREATE|UPDATE|IMPORT)_COMPLETE$|^UPDATE_COMPLETE_CLEANUP_IN_PROGRESS$/;

/** Whether the account can be asked at all, and whether the stack is there and whole. */
export async function examineStack(
  stack: string,
  client: Pick<CloudFormationClient, 'send' | 'config'>,
): Promise<readonly NamedResult[]> {
  try {
    await client.config.credentials();
  } catch (error) {
    return [noCredentials(error)];
  }
  try {
    const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return found ? describeFound(found) : [await noStack(stack, client)];
  } catch (error) {
    return [
      (error as Error).name === 'ValidationError' ? await noStack(stack, client) : noCredentials(error),
    ];
  }
}

function noCredentials(error: unknown): NamedResult {
  return {
    check: 'credentials',
    ...finding('credentials_unusable', {
      what: `AWS cannot be asked: ${describeError(error)}`,
      remedy:
        'Sign in as for the AWS CLI (`aws sso login`, AWS_PROFILE) with --region or AWS_REGION; for the local run say --local.',
    }),
  };
}

async function noStack(stack: string, client: Pick<CloudFormationClient, 'config'>): Promise<NamedResult> {
  return {
    check: 'stack',
    ...finding('stack_not_found', {
      what: `there is no stack ${stack} in ${await client.config.region()}`,
      remedy: 'Name it with --stack and its region with --region, or deploy it with `npx cdk deploy`.',
    }),
  };
}

/** The account is in the stack's ARN. */
function describeFound(found: Stack): readonly NamedResult[] {
  const [, , , region, account] = (found.StackId ?? '').split(':');
  return [
    { check: 'credentials', ...passed(`account ${account} in ${region}`) },
    { check: 'stack', ...statusOf(found) },
  ];
}

function statusOf({ StackName, StackStatus: status }: Stack): CheckResult {
  const StackStatus = status ?? 'in no known state';
  if (HEALTHY.test(StackStatus)) {
    return passed(`${StackName} is ${StackStatus}`);
  }
  if (StackStatus.endsWith('_IN_PROGRESS')) {
    return finding('stack_changing', {
      what: `${StackName} is being changed (${StackStatus})`,
      remedy: 'Wait until the deployment has ended, then ask again.',
    });
  }
  const why = /^UPDATE_ROLLBACK_COMPLETE$/.test(StackStatus)
    ? 'the last deployment failed and was rolled back: the version before runs'
    : 'a deployment failed';
  return finding('stack_failed', {
    what: `${StackName} is ${StackStatus}: ${why}`,
    remedy: 'Read the stack’s events in CloudFormation for the first failure, fix it, and deploy again.',
  });
}

const REMEDY =
  'Add `terminationProtection: true, deletionProtection: true,` to the configuration and run `npx cdk deploy` (docs/upgrades.md). A setting by hand does not last.';

/** Whether stack and table refuse to be deleted, as AWS says, whatever the configuration says. */
export const protectionCheck: Check = {
  id: 'protection',
  run: async ({ inbox }) => {
    const { stack, table, clients } = inbox.connection;
    if (!clients.cloudFormation || stack === undefined) {
      return [notTested('a local run is not protected against deletion')];
    }
    return [
      await stackProtection(stack, clients.cloudFormation),
      await tableProtection(table, clients.dynamodb),
    ];
  },
};

async function stackProtection(stack: string, client: CloudFormationClient): Promise<CheckResult> {
  const { Stacks: [found] = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  return found?.EnableTerminationProtection === true
    ? passed('CloudFormation refuses to delete the stack', stack)
    : finding('protection_off', {
        about: stack,
        what: 'the stack can be deleted: termination protection is off',
        remedy: REMEDY,
      });
}

async function tableProtection(table: string, client: DynamoDBClient): Promise<CheckResult> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  return Table?.DeletionProtectionEnabled === true
    ? passed('DynamoDB refuses to delete the table', table)
    : finding('protection_off', {
        about: table,
        what: 'the table can be deleted: deletion protection is off',
        remedy: REMEDY,
      });
}

type Alarm = Pick<MetricAlarm, 'AlarmName' | 'AlarmDescription' | 'StateValue' | 'AlarmActions'>;

/** Which of the stack's alarms ring, and whether anybody hears them. */
export const alarmsCheck: Check = {
  id: 'alarms',
  run: async ({ inbox }) => {
    const { cloudWatch } = inbox.connection.clients;
    const { stack, alarmLevel } = inbox.connection;
    if (!cloudWatch || stack === undefined) {
      return [notTested('a local run has no alarms')];
    }
    if (alarmLevel === 'none') {
      return [notTested(OFF)];
    }
    return judge(await alarmsOf(stack, cloudWatch), alarmLevel);
  },
};

const OFF = "off: the configuration says monitoring.alarms: 'none', so nothing tells a person about problem";

/** CloudFormation makes names of the stack's and the construct's: `Mine-` alone would also begin those of a stack `Mine-Test`. */
async function alarmsOf(stack: string, client: CloudWatchClient): Promise<readonly Alarm[]> {
  const alarms: Alarm[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeAlarmsCommand({
        AlarmNamePrefix: `${stack}-Alarms`,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        ...(NextToken !== undefined && { NextToken }),
      }),
    );
    alarms.push(...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return alarms;
}

/** Of what is not watched at a level nothing is said. */
function judge(alarms: readonly Alarm[], level = 'all'): readonly CheckResult[] {
  if (alarms.length === 0) {
    return [
      finding('alarms_missing', {
        what: 'the stack has no alarms, or these credentials do not see them',
        remedy: 'Deploy this version of the stack, with credentials that may read CloudWatch.',
      }),
    ];
  }
  const firing = alarms.filter(({ StateValue }) => StateValue === 'ALARM');
  const quiet = firing.length === 0 ? [passed(`${alarms.length} alarms (${level}), none rings`)] : [];
  return [...quiet, ...firing.map(ringing), ...unheard(alarms)];
}

function ringing({ AlarmName = '', AlarmDescription = '' }: Alarm): CheckResult {
  const [said = '', runbook = 'docs/runbook.md'] = AlarmDescription.split(/\s*Runbook:\s*/);
  return finding('alarm_ringing', {
    about: AlarmName,
    what: `rings: ${said}`,
    remedy: `Do what ${runbook} says.`,
  });
}

function unheard(alarms: readonly Alarm[]): readonly CheckResult[] {
  return alarms.some(({ AlarmActions = [] }) => AlarmActions.length > 0)
    ? []
    : [
        finding('alarms_unheard', {
          what: 'no alarm tells anybody',
          remedy: 'Name an SNS topic in the configuration (`alarmTopicArn`) and deploy.',
        }),
      ];
}
