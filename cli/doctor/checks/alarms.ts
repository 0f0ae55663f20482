import { type CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { type Check, type CheckResult, finding, notTested, passed } from '../finding';

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
