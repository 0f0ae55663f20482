import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { MeasureName, MetricName } from '../../lambda/domain/metrics';
import type { Config } from '../config/config';
import type { Timing } from '../config/timing';
import type { InboxFunction } from '../inbox-function';
import { ownMetric } from '../own-metric';
import { pascalCase } from '../pascal-case';
import type { ProviderPipeline } from '../provider-pipeline';
import type { AlarmRow } from './alarm-row';
import { silenceOf, silentFor } from './silence';

const PERIOD = Duration.minutes(5);
const QUARTER = Duration.minutes(15);
const HOUR = Duration.hours(1);

/** A refused signature or two is a stranger; this many within 15 minutes is a wrong key, or somebody who tries. */
const SURGE = 10;
/** The sweeper looks at each open event at least every four hours (lambda/domain/waiting.ts), so five hold every one's last age. */
const OPEN_EVENT_HOURS = 5;
/** Of a window: early enough that a person can still save the event. */
const TOO_OLD = 0.5;
/** Throttling that a minute's back-off cures is the provider's normal way to say "slower". */
const THROTTLED_PERIODS = 6;
/** More than any period's events: makes "none at all" of a comparison of two metrics. */
const MANY = 1_000_000;

export interface WatchedReconciler {
  /** The source it asks about. */
  readonly source: string;
  readonly fn: InboxFunction;
  /** Between two runs. */
  readonly interval: Duration;
}

/** What is watched. */
export interface WatchedParts {
  readonly ingest: InboxFunction;
  readonly pipelines: readonly ProviderPipeline[];
  readonly sweeper: InboxFunction;
  /** @default no source is reconciled */
  readonly reconcilers?: readonly WatchedReconciler[];
  readonly timing: Timing;
  readonly retry: Pick<Config['retry'], 'windowHours' | 'notReadyWindowHours'>;
}

/** Every alarm of a stack. */
export function alarmRows(parts: WatchedParts): AlarmRow[] {
  return [
    ...parts.pipelines.flatMap((pipeline) => ofPipeline(pipeline, parts.timing)),
    ...ofDoor(parts.ingest),
    ...ofProcessors(parts),
    ...ofSweeper(parts),
    ...(parts.reconcilers ?? []).flatMap(ofReconciler),
  ];
}

function ofPipeline({ provider, workQueue, processor }: ProviderPipeline, timing: Timing): AlarmRow[] {
  const maximum = { period: PERIOD, statistic: Stats.MAXIMUM };
  const name = pascalCase(provider.id);
  return [
    {
      id: `DeadLetters${name}`,
      severity: 'ticket',
      meaning: `Our own code broke on a message of ${provider.name}.`,
      entry: 'deadLetters',
      metric: workQueue.deadLetters.metricApproximateNumberOfMessagesVisible(maximum),
    },
    {
      id: `StaleMessages${name}`,
      severity: 'page',
      meaning: `Messages of ${provider.name} wait too long: nobody works on them, or not fast enough.`,
      entry: 'staleMessages',
      metric: workQueue.queue.metricApproximateAgeOfOldestMessage(maximum),
      when: { threshold: timing.staleMessageSeconds },
    },
    {
      id: `ProviderThrottling${name}`,
      severity: 'ticket',
      meaning: `${provider.name} answers 429 for half an hour without a pause.`,
      entry: 'providerThrottling',
      metric: counted('Throttled', processor, { provider: provider.id }),
      when: { evaluationPeriods: THROTTLED_PERIODS },
    },
    {
      id: `ProcessorErrors${name}`,
      severity: 'ticket',
      meaning: `The processor of ${provider.name} crashed, or ran out of time or memory.`,
      entry: 'processorErrors',
      metric: processor.lambda.metricErrors({ period: PERIOD }),
    },
    {
      id: `ProcessorThrottles${name}`,
      severity: 'ticket',
      meaning: `Lambda refuses to start the processor of ${provider.name}: the account has no concurrency left.`,
      entry: 'lambdaThrottling',
      metric: processor.lambda.metricThrottles({ period: PERIOD }),
      when: { evaluationPeriods: 3 },
    },
  ];
}

/** 5xx by cause, since API Gateway's own count holds the 503 of set-up mode as well (docs/decisions/0016). */
function ofDoor(ingest: InboxFunction): AlarmRow[] {
  return [
    {
      id: 'ClaimsUnavailable',
      severity: 'page',
      meaning: 'Webhooks were answered 503 because the claim was not known to be durable.',
      entry: 'claimsUnavailable',
      metric: counted('ClaimUnavailable', ingest),
    },
    {
      id: 'IngestErrors',
      severity: 'page',
      meaning: 'The ingest function crashed or ran out of time or memory on a webhook.',
      entry: 'ingestErrors',
      metric: ingest.lambda.metricErrors({ period: PERIOD }),
    },
    {
      id: 'IngestThrottles',
      severity: 'page',
      meaning: 'Lambda refused to start the ingest function: webhooks were answered 5xx.',
      entry: 'lambdaThrottling',
      metric: ingest.lambda.metricThrottles({ period: PERIOD }),
    },
    ...ofRefusals(ingest),
  ];
}

function ofRefusals(ingest: InboxFunction): AlarmRow[] {
  return [
    {
      id: 'SignatureSurge',
      severity: 'page',
      meaning: `${SURGE} requests within 15 minutes were refused for their signature.`,
      entry: 'signatureSurge',
      metric: ownMetric({ name: 'SignatureRejected', by: ingest, period: QUARTER }),
      when: { threshold: SURGE - 1 },
    },
    {
      id: 'SignaturesTooOld',
      severity: 'ticket',
      meaning: 'Genuine webhooks were refused because they came too late for their signature.',
      entry: 'signaturesTooOld',
      metric: counted('SignatureTooOld', ingest),
    },
    {
      id: 'EventsQuarantined',
      severity: 'ticket',
      meaning: 'A genuine webhook cannot be read by this version.',
      entry: 'eventsQuarantined',
      metric: counted('Quarantined', ingest),
    },
    deferred('DeferredSends', 'The ingest function', ingest),
  ];
}

/** All processors count under one service name. */
function ofProcessors({ pipelines: [first], ingest, retry }: WatchedParts): AlarmRow[] {
  if (first === undefined) {
    return [];
  }
  const { processor } = first;
  return [
    {
      id: 'CredentialsRejected',
      severity: 'page',
      meaning: 'A provider refused our API token; its events wait.',
      entry: 'credentialsRejected',
      metric: counted('CredentialsRejected', processor),
    },
    gaveUp('EventsFailed', 'A processor', processor),
    tooOld('OldestOpenEvent', processor, retry),
    deferred('DeferredRetries', 'A processor', processor),
    {
      id: 'NothingStored',
      severity: 'page',
      meaning: 'For an hour events were accepted and none came to a result.',
      entry: 'nothingStored',
      metric: resultsMissing(ingest, processor),
      when: { evaluationPeriods: 4 },
    },
  ];
}

function ofSweeper({ sweeper, retry }: WatchedParts): AlarmRow[] {
  return [
    // Alarms of their own, not sums: what a sum is while one of its metrics was never counted is nowhere promised.
    gaveUp('EventsFailedInSweep', 'The sweeper', sweeper),
    tooOld('OldestSweptEvent', sweeper, retry),
    {
      id: 'SweeperErrors',
      severity: 'ticket',
      meaning: 'The sweeper fails run after run: overdue events are not sent again.',
      entry: 'sweeperErrors',
      metric: sweeper.lambda.metricErrors({ period: PERIOD }),
      when: { evaluationPeriods: 2 },
    },
    {
      id: 'SweeperSilent',
      severity: 'ticket',
      meaning: 'The sweeper did not run for 15 minutes: overdue events are not sent again.',
      entry: 'sweeperSilent',
      metric: silenceOf(sweeper, PERIOD),
      when: silentFor(3),
    },
  ];
}

function ofReconciler({ source, fn, interval }: WatchedReconciler): AlarmRow[] {
  const name = pascalCase(source);
  return [
    {
      id: `ReconciliationGap${name}`,
      severity: 'ticket',
      meaning: `The provider finished documents of source ${source} whose webhooks never arrived.`,
      entry: 'reconciliationGap',
      metric: counted('ReconciliationGap', fn, { source }),
    },
    {
      id: `ReconcilerErrors${name}`,
      severity: 'ticket',
      meaning: `The reconciler of source ${source} failed twice in a row.`,
      entry: 'reconcilerErrors',
      metric: fn.lambda.metricErrors({ period: interval }),
      when: { evaluationPeriods: 2 },
    },
    {
      id: `ReconcilerSilent${name}`,
      severity: 'ticket',
      meaning: `The reconciler of source ${source} missed two runs.`,
      entry: 'reconcilerSilent',
      metric: silenceOf(fn, interval),
      when: silentFor(2),
    },
  ];
}

function gaveUp(id: string, who: string, by: InboxFunction): AlarmRow {
  const metric = counted('Failed', by);
  return { id, severity: 'ticket', meaning: `${who} gave an event up.`, entry: 'eventsFailed', metric };
}

function deferred(id: string, who: string, by: InboxFunction): AlarmRow {
  return {
    id,
    severity: 'ticket',
    meaning: `${who} could not send messages; the sweeper sends them later.`,
    entry: 'deferredSends',
    metric: counted('DeferredToSweeper', by),
    when: { evaluationPeriods: 2 },
  };
}

function tooOld(id: string, by: InboxFunction, retry: WatchedParts['retry']): AlarmRow {
  const shortestWindow = Math.min(retry.windowHours, retry.notReadyWindowHours) * 3600;
  return {
    id,
    severity: 'page',
    meaning: 'An event has been open for half of its retry window; it is given up when the window ends.',
    entry: 'oldestOpenEvent',
    metric: ownMetric({ name: 'OpenEventAge' satisfies MeasureName, by, statistic: Stats.MAXIMUM, period: HOUR }),
    when: { threshold: TOO_OLD * shortestWindow, evaluationPeriods: OPEN_EVENT_HOURS, datapointsToAlarm: 1 },
  };
}

/**
 * 1 in each quarter of an hour in which something was accepted and nothing came to a result. A comparison takes a value that is
 * missing beside one that is there for 0 (documented), so the metric of a healthy pause, in which both are missing, is missing too.
 */
function resultsMissing(ingest: InboxFunction, processor: InboxFunction): IMetric {
  return new MathExpression({
    expression: `accepted > results * ${MANY}`,
    usingMetrics: {
      accepted: ownMetric({ name: 'Accepted', by: ingest, period: QUARTER }),
      results: ownMetric({
        name: 'TimeToResult',
        by: processor,
        statistic: Stats.SAMPLE_COUNT,
        period: QUARTER,
      }),
    },
    label: 'Accepted without any result',
    period: QUARTER,
  });
}

function counted(name: MetricName, by: InboxFunction, dimensions = {}): IMetric {
  return ownMetric({ name, by, dimensions });
}
