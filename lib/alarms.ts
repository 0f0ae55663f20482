import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE, type MetricName } from '../lambda/domain/metrics';
import type { Timing } from './config/timing';
import type { InboxFunction } from './inbox-function';
import { pascalCase } from './pascal-case';
import type { ProviderPipeline } from './provider-pipeline';
import { type RUNBOOK, runbookLink } from './runbook';
import type { WebhookApi } from './webhook-api';

const PERIOD = Duration.minutes(5);

export interface AlarmsProps {
  readonly api: WebhookApi;
  readonly ingest: InboxFunction;
  readonly pipelines: readonly ProviderPipeline[];
  readonly sweeper: InboxFunction;
  readonly timing: Timing;
  /**
   * Is told when an alarm rings and when it is over.
   * @default nobody: the alarms only change their state
   */
  readonly topic?: ITopic | undefined;
}

type Condition = Pick<
  AlarmProps,
  'threshold' | 'comparisonOperator' | 'evaluationPeriods' | 'treatMissingData'
>;

interface AlarmRow {
  readonly id: string;
  readonly meaning: string;
  readonly entry: keyof typeof RUNBOOK;
  readonly metric: IMetric;
  /** @default above zero in one period */
  readonly when?: Partial<Condition>;
}

const ABOVE_ZERO: Condition = {
  threshold: 0,
  comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
  evaluationPeriods: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
};

/** What a person must hear of. Every alarm names its runbook entry. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const rows = [
      ...props.pipelines.flatMap((pipeline) => ofPipeline(pipeline, props.timing)),
      ...ofDoor(props),
      ...ofProcessors(props),
      ...ofSweeper(props),
    ];
    const actions = props.topic ? [new SnsAction(props.topic)] : [];
    for (const row of rows) {
      const alarm = this.create(row);
      alarm.addAlarmAction(...actions);
      alarm.addOkAction(...actions);
    }
  }

  private create({ id, meaning, entry, metric, when }: AlarmRow): Alarm {
    return new Alarm(this, id, {
      alarmDescription: `${meaning} Runbook: ${runbookLink(entry)}`,
      metric,
      ...ABOVE_ZERO,
      ...when,
    });
  }
}

function ofPipeline({ provider, workQueue }: ProviderPipeline, timing: Timing): AlarmRow[] {
  const maximum = { period: PERIOD, statistic: Stats.MAXIMUM };
  return [
    {
      id: `DeadLetters${pascalCase(provider.id)}`,
      meaning: `Our own code broke on a message of ${provider.name}.`,
      entry: 'deadLetters',
      metric: workQueue.deadLetters.metricApproximateNumberOfMessagesVisible(maximum),
    },
    {
      id: `StaleMessages${pascalCase(provider.id)}`,
      meaning: `Messages of ${provider.name} wait too long: nobody works on them, or not fast enough.`,
      entry: 'staleMessages',
      metric: workQueue.queue.metricApproximateAgeOfOldestMessage(maximum),
      when: { threshold: timing.staleMessageSeconds },
    },
  ];
}

function ofDoor({ api, ingest }: AlarmsProps): AlarmRow[] {
  return [
    {
      id: 'ClaimsUnavailable',
      meaning: 'Webhooks were answered 503 because the claim was not known to be durable.',
      entry: 'claimsUnavailable',
      metric: counted('ClaimUnavailable', ingest),
    },
    {
      id: 'IngestErrors',
      meaning: 'The ingest function crashed or ran out of time or memory on a webhook.',
      entry: 'ingestErrors',
      metric: ingest.lambda.metricErrors({ period: PERIOD }),
    },
    {
      id: 'ServerErrors',
      meaning: 'API Gateway answered webhooks 5xx, whatever the reason.',
      entry: 'serverErrors',
      metric: api.metricServerErrors(PERIOD),
    },
  ];
}

/** All processors count under one service name. */
function ofProcessors({ pipelines: [first] }: AlarmsProps): AlarmRow[] {
  return first === undefined
    ? []
    : [
        {
          id: 'CredentialsRejected',
          meaning: 'A provider refused our API token; its events wait.',
          entry: 'credentialsRejected',
          metric: counted('CredentialsRejected', first.processor),
        },
        {
          id: 'EventsFailed',
          meaning: 'A processor gave an event up.',
          entry: 'eventsFailed',
          metric: counted('Failed', first.processor),
        },
      ];
}

function ofSweeper({ sweeper }: AlarmsProps): AlarmRow[] {
  return [
    {
      // An alarm of its own, not a sum: a sum has no value while one of its two metrics was never counted.
      id: 'EventsFailedInSweep',
      meaning: 'The sweeper gave an event up.',
      entry: 'eventsFailed',
      metric: counted('Failed', sweeper),
    },
    {
      id: 'SweeperErrors',
      meaning: 'The sweeper fails run after run: overdue events are not sent again.',
      entry: 'sweeperErrors',
      metric: sweeper.lambda.metricErrors({ period: PERIOD }),
      when: { evaluationPeriods: 2 },
    },
    {
      id: 'SweeperSilent',
      meaning: 'The sweeper did not run for 15 minutes: overdue events are not sent again.',
      entry: 'sweeperSilent',
      metric: sweeper.lambda.metricInvocations({ period: PERIOD }),
      when: {
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        evaluationPeriods: 3,
        // Lambda publishes no zero: a function that never starts is a metric that is missing.
        treatMissingData: TreatMissingData.BREACHING,
      },
    },
  ];
}

/** A metric of our own, as the function counts it: under its service name alone. */
function counted(metricName: MetricName, { serviceName }: InboxFunction): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { service: serviceName },
    period: PERIOD,
    statistic: Stats.SUM,
  });
}
