import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AlarmState,
  type CfnAlarm,
  type CfnCompositeAlarm,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarm,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmLevel } from '../../../lambda/contracts/outputs';
import { toPascalPath } from '../../inbox/inbox-id';
import type { WatchedParts } from '../watched-parts';
import type { AlarmRow } from './alarm-row';
import { listAlarms } from './alarm-rows';

export interface AlarmsProps extends WatchedParts {
  readonly level: AlarmLevel;
  /** Page of the runbook; each description ends in it, with the anchor of the alarm's entry. */
  readonly runbookUrl: string;
  /**
   * Notified when an alarm goes to ALARM and back to OK.
   * @default nobody: the alarms only change their state
   */
  readonly topic?: ITopic | undefined;
}

/** Every alarm names its severity and its runbook entry. */
export class Alarms extends Construct {
  /** The composite alarm first; empty at the level `none`. */
  readonly all: readonly IAlarm[];

  constructor(scope: Construct, id: string, { level, runbookUrl, topic, ...parts }: AlarmsProps) {
    super(scope, id);
    const describe = ({ severity, meaning, entry }: Pick<AlarmRow, 'severity' | 'meaning' | 'entry'>) =>
      `[${severity}] ${meaning} Runbook: ${runbookUrl}#${entry}`;
    const rows = listAlarms(parts).filter(
      ({ severity, essential }) =>
        level === 'all' || (level === 'essential' && (severity === 'page' || essential)),
    );
    const alarms = rows.map((row) => {
      const { id: own, metric, when } = row;
      const alarm = new Alarm(this, own, {
        alarmDescription: describe(row),
        metric,
        threshold: 0,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        ...when,
      });
      nameAlarm(alarm);
      return alarm;
    });
    const all: AlarmBase[] = [...alarms];
    const paging = alarms.filter((_, index) => rows[index]?.severity === 'page');
    if (paging.length > 0) {
      // One alarm for an on-call pager, whatever the cause.
      const composite = new CompositeAlarm(this, 'DocumentsNotArriving', {
        alarmDescription: describe({
          severity: 'page',
          meaning:
            'Documents are not arriving: at least one [page] alarm is in ALARM. Follow the runbook entry of that alarm.',
          entry: 'documents-not-arriving',
        }),
        alarmRule: AlarmRule.anyOf(...paging.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM))),
      });
      // The construct sets a physical name that is the same in every stack of the account. CloudFormation generates a unique one.
      (composite.node.defaultChild as CfnCompositeAlarm).addPropertyDeletionOverride('AlarmName');
      nameAlarm(composite);
      all.unshift(composite);
    }
    const actions = topic ? [new SnsAction(topic)] : [];
    for (const alarm of all) {
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
    }
    this.all = all;
  }
}

/** CloudFormation names an alarm by its logical id, and `inbox doctor` finds the alarms of an inbox by how their names begin. */
function nameAlarm(alarm: AlarmBase): void {
  (alarm.node.defaultChild as CfnAlarm | CfnCompositeAlarm).overrideLogicalId(toPascalPath(alarm));
}
