import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { pascalCase } from '../../../lambda/contracts/outputs';
import { MAX_CRASHES } from '../../../lambda/domain/lifecycle/policy';
import type { Timing } from '../../config/timing';
import type { InboxFunction } from '../../functions/inbox-function';
import type { ProviderPipeline } from '../../functions/provider-pipeline';
import { appMetric } from '../app-metric';
import type { WatchedParts } from '../watched-parts';
import { type AlarmRow, watchAge, watchDeferred, watchDeleted, watchFailed, watchSilence } from './alarm-row';
import { findLongestInterval, watchReconcilers } from './reconciler-alarms';

const PERIOD = Duration.minutes(5);
const QUARTER = Duration.minutes(15);
/** One or two rejected signatures are noise; this many within 15 minutes are a wrong key or an attack. */
const SURGE = 10;
/** Half an hour: a provider that answers 429 for a minute only asks for a lower rate. */
const THROTTLED_PERIODS = 6;
/** More than any period's events: makes "none at all" of a comparison of two metrics. */
const MANY = 1_000_000;

/** Every alarm of a stack. */
export function listAlarms(parts: WatchedParts): AlarmRow[] {
  const { pipelines, ingest, sweeper, reconcilers, timing, retry } = parts;
  return [
    ...pipelines.flatMap((pipeline) => watchPipeline(pipeline, timing)),
    ...watchIngest(ingest),
    ...watchProcessors(parts),
    // Separate alarms instead of a sum: CloudWatch does not document the sum of a metric that was never counted.
    watchFailed('EventsFailedInSweep', 'The sweeper', sweeper),
    watchDeleted('NoLongerAvailableInSweep', 'The sweeper', sweeper, findLongestInterval(reconcilers)),
    watchAge('OldestSweptEvent', sweeper, retry),
    {
      id: 'SweeperErrors',
      severity: 'ticket',
      meaning:
        'The sweeper failed in two consecutive periods: overdue events are not sent again. Check its log and fix the cause.',
      entry: 'sweeper-errors',
      metric: sweeper.lambda.metricErrors({ period: PERIOD }),
      when: { evaluationPeriods: 2 },
    },
    {
      id: 'SweeperSilent',
      severity: 'ticket',
      meaning:
        'The sweeper did not run for 15 minutes: overdue events are not sent again. Check that its EventBridge rule is enabled.',
      entry: 'sweeper-silent',
      ...watchSilence(sweeper, PERIOD, 3),
    },
    ...watchReconcilers(reconcilers),
  ];
}

/** 5xx by cause: API Gateway's own count includes the 503 of set-up mode (docs/decisions/0022). */
function watchIngest(ingest: InboxFunction): AlarmRow[] {
  return [
    {
      id: 'ClaimsUnavailable',
      severity: 'page',
      meaning:
        'Webhooks were answered 503 because they could not be checked or recorded. Providers repeat them only for a while. Check the ingest log for the AWS call that fails.',
      entry: 'claims-unavailable',
      metric: appMetric({ name: 'ClaimUnavailable', by: ingest }),
    },
    {
      id: 'IngestErrors',
      severity: 'page',
      meaning:
        'The ingest function crashed or ran out of time or memory on a webhook, and the provider got a 5xx. Check its log, then deploy a fix.',
      entry: 'ingest-errors',
      metric: ingest.lambda.metricErrors({ period: PERIOD }),
    },
    {
      id: 'IngestThrottles',
      severity: 'page',
      meaning:
        'Lambda refused to start the ingest function: webhooks were answered 5xx. Raise the concurrency limit of the account, or set reservedConcurrency.ingest.',
      entry: 'lambda-throttling',
      metric: ingest.lambda.metricThrottles({ period: PERIOD }),
    },
    {
      id: 'SignatureSurge',
      severity: 'page',
      meaning: `${SURGE} requests within 15 minutes were rejected for their signature. The signing key is wrong, or someone else sends requests. Run inbox doctor.`,
      entry: 'signature-surge',
      metric: appMetric({ name: 'SignatureRejected', by: ingest, period: QUARTER }),
      when: { threshold: SURGE - 1 },
    },
    {
      id: 'SignaturesTooOld',
      severity: 'ticket',
      meaning:
        'Authentic webhooks were rejected because their signature was too old. The provider repeats old signatures, or clocks differ. Check options.maxAgeSeconds of the source.',
      entry: 'signatures-too-old',
      metric: appMetric({ name: 'SignatureTooOld', by: ingest }),
    },
    {
      id: 'EventsQuarantined',
      severity: 'ticket',
      essential: true,
      meaning:
        'This version cannot parse an authentic webhook. Its body is kept. Deploy a version that can, then replay.',
      entry: 'events-quarantined',
      metric: appMetric({ name: 'Quarantined', by: ingest }),
    },
    {
      id: 'EventIdReused',
      severity: 'ticket',
      meaning:
        'Another event arrived under a known event ID. It was stored as a separate event. Give each subscription a source of its own.',
      entry: 'event-id-reused',
      metric: appMetric({ name: 'EventIdReused', by: ingest }),
    },
    watchDeferred('DeferredSends', 'The ingest function', ingest),
  ];
}

function watchPipeline({ provider, workQueue, processor }: ProviderPipeline, timing: Timing): AlarmRow[] {
  const maximum = { period: PERIOD, statistic: Stats.MAXIMUM };
  const name = pascalCase(provider.id);
  return [
    {
      id: `DeadLetters${name}`,
      severity: 'ticket',
      essential: true,
      meaning: `A message of ${provider.name} is in the dead-letter queue: the processor crashed on it ${MAX_CRASHES} times. Fix the cause, deploy, then run inbox dlq redrive.`,
      entry: 'dead-letters',
      metric: workQueue.deadLetters.metricApproximateNumberOfMessagesVisible(maximum),
    },
    {
      id: `StaleMessages${name}`,
      severity: 'page',
      meaning: `Messages of ${provider.name} wait too long: they are not processed, or not fast enough. Check that the processor runs before events reach the end of their retry window.`,
      entry: 'stale-messages',
      metric: workQueue.queue.metricApproximateAgeOfOldestMessage(maximum),
      when: { threshold: timing.staleMessageSeconds },
    },
    {
      id: `ProviderThrottling${name}`,
      severity: 'ticket',
      meaning: `${provider.name} has answered 429 without a pause for half an hour: results arrive late. Lower providers.${provider.id}.requestsPerSecond to what your plan allows.`,
      entry: 'provider-throttling',
      metric: appMetric({ name: 'Throttled', by: processor, dimensions: { provider: provider.id } }),
      when: { evaluationPeriods: THROTTLED_PERIODS },
    },
    {
      id: `ProcessorErrors${name}`,
      severity: 'ticket',
      meaning: `The processor of ${provider.name} crashed, or ran out of time or memory. Its events are tried again. Check its log and fix the cause.`,
      entry: 'processor-errors',
      metric: processor.lambda.metricErrors({ period: PERIOD }),
    },
    {
      id: `ProcessorThrottles${name}`,
      severity: 'ticket',
      meaning: `Lambda refuses to start the processor of ${provider.name}: the account has no concurrency left. Its events wait. Raise the limit of the account.`,
      entry: 'lambda-throttling',
      metric: processor.lambda.metricThrottles({ period: PERIOD }),
      when: { evaluationPeriods: 3 },
    },
  ];
}

/** One alarm for the processors of all providers: they count under one service name. */
function watchProcessors({ pipelines: [first], ingest, retry, reconcilers }: WatchedParts): AlarmRow[] {
  if (first === undefined) {
    return [];
  }
  const { processor } = first;
  const accepted = appMetric({ name: 'Accepted', by: ingest, period: QUARTER });
  const statistic = Stats.SAMPLE_COUNT;
  const results = appMetric({ name: 'TimeToResult', by: processor, statistic, period: QUARTER });
  return [
    {
      id: 'CredentialsRejected',
      severity: 'page',
      meaning:
        'A provider rejected the API token of a source: its events wait. Store a valid token with inbox secrets set.',
      entry: 'credentials-rejected',
      metric: appMetric({ name: 'CredentialsRejected', by: processor }),
    },
    {
      id: 'UnknownEvent',
      severity: 'page',
      meaning:
        'A message named an event without a record: records are missing from the table. Stop whatever deletes records, then restore them.',
      entry: 'unknown-event',
      metric: appMetric({ name: 'UnknownEvent', by: processor }),
    },
    watchFailed('EventsFailed', 'A processor', processor),
    {
      id: 'IdentityMismatch',
      severity: 'ticket',
      meaning:
        'A provider answered with the data of another document. It was not stored. Check the options of the source.',
      entry: 'identity-mismatch',
      // An event is tried again at most every 15 minutes: with a shorter period each try would notify.
      metric: appMetric({ name: 'IdentityMismatch', by: processor, period: Duration.hours(1) }),
    },
    watchDeleted('NoLongerAvailable', 'A processor', processor, findLongestInterval(reconcilers)),
    {
      id: 'ArchivedLinkExpired',
      severity: 'ticket',
      meaning:
        'The link of an archived event expired before its content was downloaded. Have the provider send the event again.',
      entry: 'archived-link-expired',
      metric: appMetric({ name: 'ArchivedLinkExpired', by: processor }),
    },
    watchAge('OldestOpenEvent', processor, retry),
    watchDeferred('DeferredRetries', 'A processor', processor),
    {
      id: 'NothingStored',
      severity: 'page',
      meaning:
        'Events were accepted for an hour, but none got a result. Run inbox doctor, and check the processor log.',
      entry: 'nothing-stored',
      // 1 in each quarter of an hour with accepted events and no result. A comparison counts one missing value as 0 (documented); when
      // both are missing, as in a quiet quarter, the result is missing too.
      metric: new MathExpression({
        expression: `accepted > results * ${MANY}`,
        usingMetrics: { accepted, results },
        label: 'Accepted without any result',
        period: QUARTER,
      }),
      when: { evaluationPeriods: 4 },
    },
  ];
}
