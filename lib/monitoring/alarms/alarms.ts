import {
  Alarm,
  AlarmRule,
  AlarmState,
  type CfnCompositeAlarm,
  CompositeAlarm,
  type IAlarm,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmLevel } from '../../../lambda/contracts/outputs';
import { runbookLink } from '../runbook';
import { ABOVE_ZERO, type AlarmRow, existsAt } from './alarm-row';
import { alarmRows, type WatchedParts } from './alarm-rows';

export interface AlarmsProps extends WatchedParts {
  readonly level: AlarmLevel;
  /** Page of the runbook; each description ends in it, with the anchor of the alarm's entry. */
  readonly runbookUrl: string;
  /**
   * Is told when an alarm rings and when it is over.
   * @default nobody: the alarms only change their state
   */
  readonly topic?: ITopic | undefined;
}

/** What a person must hear of. Every alarm names its severity and its runbook entry. */
export class Alarms extends Construct {
  /** The composite first, as a person looks; empty at the level `none`. */
  readonly all: readonly IAlarm[];
  private readonly actions: readonly SnsAction[];
  private readonly runbookUrl: string;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.runbookUrl = props.runbookUrl;
    this.actions = props.topic ? [new SnsAction(props.topic)] : [];
    const rows = alarmRows(props).filter((row) => existsAt(props.level, row));
    const created = rows.map((row) => ({ row, alarm: this.create(row) }));
    const paging = created.filter(({ row }) => row.severity === 'page').map(({ alarm }) => alarm);
    const composite = paging.length > 0 ? [this.compose(paging)] : [];
    this.all = [...composite, ...created.map(({ alarm }) => alarm)];
  }

  private create({ id, severity, meaning, entry, metric, when }: AlarmRow): Alarm {
    const alarm = new Alarm(this, id, {
      alarmDescription: this.describe(severity, meaning, entry),
      metric,
      ...ABOVE_ZERO,
      ...when,
    });
    return this.tell(alarm);
  }

  /** One alarm to wake a person by, whatever the cause. */
  private compose(paging: readonly Alarm[]): CompositeAlarm {
    const causes = paging.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM));
    const alarm = new CompositeAlarm(this, 'DocumentsNotArriving', {
      alarmDescription: this.describe(
        'page',
        'Documents are not arriving: at least one [page] alarm is in ALARM.',
        'documentsNotArriving',
      ),
      alarmRule: AlarmRule.anyOf(...causes),
    });
    // The construct makes up a physical name, the same in every stack of the account; CloudFormation finds a better one.
    (alarm.node.defaultChild as CfnCompositeAlarm).addPropertyDeletionOverride('AlarmName');
    return this.tell(alarm);
  }

  private tell<T extends Alarm | CompositeAlarm>(alarm: T): T {
    alarm.addAlarmAction(...this.actions);
    alarm.addOkAction(...this.actions);
    return alarm;
  }

  private describe(severity: string, meaning: string, entry: AlarmRow['entry']): string {
    return `[${severity}] ${meaning} Runbook: ${runbookLink(this.runbookUrl, entry)}`;
  }
}
