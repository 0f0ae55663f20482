import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE, type MetricName } from '../lambda/domain/metrics';
import type { InboxFunction } from './inbox-function';
import { pascalCase } from './pascal-case';
import type { ProviderPipeline } from './provider-pipeline';
import { type RUNBOOK, runbookLink } from './runbook';

const PERIOD = Duration.minutes(5);

export interface AlarmsProps {
  readonly ingest: InboxFunction;
  readonly pipelines: readonly ProviderPipeline[];
  readonly sweeper: InboxFunction;
}

interface AlarmRow {
  readonly id: string;
  readonly meaning: string;
  readonly entry: keyof typeof RUNBOOK;
  readonly metric: IMetric;
  /**
   * Periods in a row above zero.
   * @default 1
   */
  readonly periods?: number;
}

/** What a person must hear of. Every alarm fires above zero and names its runbook entry. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    for (const row of [...props.pipelines.map(deadLetters), ...ofFunctions(props)]) {
      this.create(row);
    }
  }

  private create({ id, meaning, entry, metric, periods = 1 }: AlarmRow): void {
    new Alarm(this, id, {
      alarmDescription: `${meaning} Runbook: ${runbookLink(entry)}`,
      metric,
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}

function deadLetters({ provider, workQueue }: ProviderPipeline): AlarmRow {
  return {
    id: `DeadLetters${pascalCase(provider.id)}`,
    meaning: `Our own code broke on a message of ${provider.name}.`,
    entry: 'deadLetters',
    metric: workQueue.deadLetters.metricApproximateNumberOfMessagesVisible({
      period: PERIOD,
      statistic: Stats.MAXIMUM,
    }),
  };
}

function ofFunctions({ ingest, pipelines, sweeper }: AlarmsProps): AlarmRow[] {
  const processors = [...new Set(pipelines.map(({ processor }) => processor.serviceName))];
  return [
    ...processors.flatMap(ofProcessors),
    {
      id: 'ClaimsUnavailable',
      meaning: 'Webhooks were answered 503 because the claim was not known to be durable.',
      entry: 'claimsUnavailable',
      metric: counted('ClaimUnavailable', ingest.serviceName),
    },
    {
      id: 'SweeperErrors',
      meaning: 'The sweeper fails run after run: overdue events are not sent again.',
      entry: 'sweeperErrors',
      metric: sweeper.lambda.metricErrors({ period: PERIOD }),
      periods: 2,
    },
  ];
}

/** All processors count under one service name. */
function ofProcessors(service: string): AlarmRow[] {
  return [
    {
      id: 'CredentialsRejected',
      meaning: 'A provider refused our API token; its events wait.',
      entry: 'credentialsRejected',
      metric: counted('CredentialsRejected', service),
    },
    {
      id: 'EventsFailed',
      meaning: 'An event was given up.',
      entry: 'eventsFailed',
      metric: counted('Failed', service),
    },
  ];
}

/** A metric of our own, as the functions count it: under their service name alone. */
function counted(metricName: MetricName, service: string): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { service },
    period: PERIOD,
    statistic: Stats.SUM,
  });
}
