import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { pascalCase } from '../../../lambda/contracts/outputs';
import type { Timing } from '../../config/timing';
import type { InboxFunction } from '../../functions/inbox-function';
import type { ProviderPipeline } from '../../functions/provider-pipeline';
import type { Reconciler } from '../../functions/reconciliation';
import { appMetric } from '../app-metric';
import { type AlarmRow, silenceOf, silentFor } from './alarm-row';
import {
  counted,
  deferred,
  deletedAtProvider,
  doorAlarms,
  gaveUp,
  mismatched,
  type RetryWindows,
  tooOld,
} from './metric-alarms';
import { longestInterval, reconcilerAlarms, sharedReconcilerAlarms } from './reconciler-alarms';

const PERIOD = Duration.minutes(5);
const QUARTER = Duration.minutes(15);
/** Throttling that a minute's back-off cures is the provider's normal way to say "slower". */
const THROTTLED_PERIODS = 6;
/** More than any period's events: makes "none at all" of a comparison of two metrics. */
const MANY = 1_000_000;

/** What is watched. */
export interface WatchedParts {
  readonly ingest: InboxFunction;
  readonly pipelines: readonly ProviderPipeline[];
  readonly sweeper: InboxFunction;
  /** @default no source is reconciled */
  readonly reconcilers?: readonly Reconciler[];
  readonly timing: Timing;
  readonly retry: RetryWindows;
}

/** Every alarm of a stack. */
export function alarmRows(parts: WatchedParts): AlarmRow[] {
  const reconcilers = parts.reconcilers ?? [];
  return [
    ...parts.pipelines.flatMap((pipeline) => ofPipeline(pipeline, parts.timing)),
    ...doorAlarms(parts.ingest),
    ...ofProcessors(parts),
    ...ofSweeper(parts),
    ...reconcilers.flatMap(reconcilerAlarms),
    ...sharedReconcilerAlarms(reconcilers),
  ];
}

function ofPipeline({ provider, workQueue, processor }: ProviderPipeline, timing: Timing): AlarmRow[] {
  const maximum = { period: PERIOD, statistic: Stats.MAXIMUM };
  const name = pascalCase(provider.id);
  return [
    {
      id: `DeadLetters${name}`,
      severity: 'ticket',
      essential: true,
      meaning: `Our own code crashed on a message of ${provider.name}.`,
      entry: 'deadLetters',
      metric: workQueue.deadLetters.metricApproximateNumberOfMessagesVisible(maximum),
    },
    {
      id: `StaleMessages${name}`,
      severity: 'page',
      meaning: `Messages of ${provider.name} wait too long: they are not processed, or not fast enough.`,
      entry: 'staleMessages',
      metric: workQueue.queue.metricApproximateAgeOfOldestMessage(maximum),
      when: { threshold: timing.staleMessageSeconds },
    },
    {
      id: `ProviderThrottling${name}`,
      severity: 'ticket',
      meaning: `${provider.name} has answered 429 without a pause for half an hour.`,
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

/** All processors count under one service name. */
function ofProcessors({ pipelines: [first], ingest, retry, reconcilers }: WatchedParts): AlarmRow[] {
  if (first === undefined) {
    return [];
  }
  const { processor } = first;
  return [
    {
      id: 'CredentialsRejected',
      severity: 'page',
      meaning: 'A provider rejected our API token; its events wait.',
      entry: 'credentialsRejected',
      metric: counted('CredentialsRejected', processor),
    },
    {
      id: 'UnknownEvent',
      severity: 'page',
      meaning: 'A message named an event without a record: records are missing from the table.',
      entry: 'unknownEvent',
      metric: counted('UnknownEvent', processor),
    },
    gaveUp('EventsFailed', 'A processor', processor),
    mismatched(processor),
    deletedAtProvider('NoLongerAvailable', 'A processor', processor, longestInterval(reconcilers)),
    {
      id: 'ArchivedLinkExpired',
      severity: 'ticket',
      meaning: 'The link of an archived event expired before its content was downloaded.',
      entry: 'archivedLinkExpired',
      metric: counted('ArchivedLinkExpired', processor),
    },
    tooOld('OldestOpenEvent', processor, retry),
    deferred('DeferredRetries', 'A processor', processor),
    {
      id: 'NothingStored',
      severity: 'page',
      meaning: 'Events were accepted for an hour, but none got a result.',
      entry: 'nothingStored',
      metric: resultsMissing(ingest, processor),
      when: { evaluationPeriods: 4 },
    },
  ];
}

function ofSweeper({ sweeper, retry, reconcilers }: WatchedParts): AlarmRow[] {
  return [
    // Alarms of their own, not sums: what a sum is while one of its metrics was never counted is nowhere promised.
    gaveUp('EventsFailedInSweep', 'The sweeper', sweeper),
    deletedAtProvider('NoLongerAvailableInSweep', 'The sweeper', sweeper, longestInterval(reconcilers)),
    tooOld('OldestSweptEvent', sweeper, retry),
    {
      id: 'SweeperErrors',
      severity: 'ticket',
      meaning: 'The sweeper failed in two consecutive periods: overdue events are not sent again.',
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

/**
 * 1 in each quarter of an hour in which something was accepted and nothing came to a result. A comparison takes a value that is
 * missing beside one that is there for 0 (documented), so the metric of a healthy pause, in which both are missing, is missing too.
 */
function resultsMissing(ingest: InboxFunction, processor: InboxFunction): IMetric {
  return new MathExpression({
    expression: `accepted > results * ${MANY}`,
    usingMetrics: {
      accepted: appMetric({ name: 'Accepted', by: ingest, period: QUARTER }),
      results: appMetric({
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
