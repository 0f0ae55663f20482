import {
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmLevel } from '../../../lambda/contracts/outputs';
import type { RUNBOOK } from '../runbook';

/** What an alarm asks of a person. */
export const SEVERITIES = {
  page: 'documents are not arriving, or soon will not be: look now',
  ticket: 'some events need a person; nothing is lost while they wait: look on the next working day',
} as const;

export type Severity = keyof typeof SEVERITIES;

export type Condition = Pick<
  AlarmProps,
  'threshold' | 'comparisonOperator' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'
>;

/** One alarm as data. */
export interface AlarmRow {
  readonly id: string;
  readonly severity: Severity;
  readonly meaning: string;
  /**
   * Exists at the level `essential`, too.
   * @default what pages is essential
   */
  readonly essential?: boolean;
  readonly entry: keyof typeof RUNBOOK;
  readonly metric: IMetric;
  /** @default above zero in one period */
  readonly when?: Partial<Condition>;
}

/** Counters have no value where nothing happened, so that missing data is good news. */
export const ABOVE_ZERO: Condition = {
  threshold: 0,
  comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** Whether an alarm exists at a level of `monitoring.alarms`. */
export function existsAt(level: AlarmLevel, { severity, essential }: AlarmRow): boolean {
  return level === 'all' || (level === 'essential' && (severity === 'page' || essential === true));
}
