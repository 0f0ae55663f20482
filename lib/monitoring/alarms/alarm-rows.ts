import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { pascalCase } from '../../../lambda/contracts/outputs';
import type { Timing } from '../../config/timing';
import type { InboxFunction } from '../../functions/inbox-function';
import type { ProviderPipeline } from '../../functions/provider-pipeline';
import { appMetric } from '../app-metric';
import type { WatchedParts } from '../watched-parts';
import { type AlarmRow, watchAge, watchDeferred, watchDeleted, watchFailed, watchSilence } from './alarm-row';
import { longestInterval, watchReconcilers } from './reconciler-alarms';

const PERIOD = Duration.minutes(5);
const QUARTER = Duration.minutes(15);
/** A refused signature or two is a stranger; this many within 15 minutes is a wrong key, or somebody who tries. */
const SURGE = 10;
/** Throttling that a minute's back-off cures is the provider's normal way to say "slower". */
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
    // Alarms of their own, not sums: what a sum is while one of its metrics was never counted is nowhere promised.
    watchFailed('EventsFailedInSweep', 'The sweeper', sweeper),
    watchDeleted('NoLongerAvailableInSweep', 'The sweeper', sweeper, longestInterval(reconcilers)),
    watchAge('OldestSweptEvent', sweeper, retry),
    {
      id: 'SweeperErrors',
      severity: 'ticket',
      meaning: 'The sweeper failed in two consecutive periods: overdue events are not sent again.',
      entry: 'sweeper-errors',
      metric: sweeper.lambda.metricErrors({ period: PERIOD }),
      when: { evaluationPeriods: 2 },
    },
    {
      id: 'SweeperSilent',
      severity: 'ticket',
      meaning: 'The sweeper did not run for 15 minutes: overdue events are not sent again.',
      entry: 'sweeper-silent',
      ...watchSilence(sweeper, PERIOD, 3),
    },
    ...watchReconcilers(reconcilers),
  ];
}

/** Webhooks that are refused or not answered: 5xx by cause, since API Gateway's own count holds the 503 of set-up mode as well (docs/decisions/0022). */
function watchIngest(ingest: InboxFunction): AlarmRow[] {
  return [
    {
      id: 'ClaimsUnavailable',
      severity: 'page',
      meaning: 'Webhooks were answered 503 because they could not be checked or recorded.',
      entry: 'claims-unavailable',
      metric: appMetric({ name: 'ClaimUnavailable', by: ingest }),
    },
    {
      id: 'IngestErrors',
      severity: 'page',
      meaning: 'The ingest function crashed or ran out of time or memory on a webhook.',
      entry: 'ingest-errors',
      metric: ingest.lambda.metricErrors({ period: PERIOD }),
    },
    {
      id: 'IngestThrottles',
      severity: 'page',
      meaning: 'Lambda refused to start the ingest function: webhooks were answered 5xx.',
      entry: 'lambda-throttling',
      metric: ingest.lambda.metricThrottles({ period: PERIOD }),
    },
    {
      id: 'SignatureSurge',
      severity: 'page',
      meaning: `${SURGE} requests within 15 minutes were rejected for their signature.`,
      entry: 'signature-surge',
      metric: appMetric({ name: 'SignatureRejected', by: ingest, period: QUARTER }),
      when: { threshold: SURGE - 1 },
    },
    {
      id: 'SignaturesTooOld',
      severity: 'ticket',
      meaning: 'Authentic webhooks were rejected because their signature was too old.',
      entry: 'signatures-too-old',
      metric: appMetric({ name: 'SignatureTooOld', by: ingest }),
    },
    {
      id: 'EventsQuarantined',
      severity: 'ticket',
      essential: true,
      meaning: 'This version cannot parse an authentic webhook.',
      entry: 'events-quarantined',
      metric: appMetric({ name: 'Quarantined', by: ingest }),
    },
    {
      id: 'EventIdReused',
      severity: 'ticket',
      meaning: 'Another event arrived under a known event ID; it was stored as a separate event.',
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
      meaning: `Our own code crashed on a message of ${provider.name}.`,
      entry: 'dead-letters',
      metric: workQueue.deadLetters.metricApproximateNumberOfMessagesVisible(maximum),
    },
    {
      id: `StaleMessages${name}`,
      severity: 'page',
      meaning: `Messages of ${provider.name} wait too long: they are not processed, or not fast enough.`,
      entry: 'stale-messages',
      metric: workQueue.queue.metricApproximateAgeOfOldestMessage(maximum),
      when: { threshold: timing.staleMessageSeconds },
    },
    {
      id: `ProviderThrottling${name}`,
      severity: 'ticket',
      meaning: `${provider.name} has answered 429 without a pause for half an hour.`,
      entry: 'provider-throttling',
      metric: appMetric({ name: 'Throttled', by: processor, dimensions: { provider: provider.id } }),
      when: { evaluationPeriods: THROTTLED_PERIODS },
    },
    {
      id: `ProcessorErrors${name}`,
      severity: 'ticket',
      meaning: `The processor of ${provider.name} crashed, or ran out of time or memory.`,
      entry: 'processor-errors',
      metric: processor.lambda.metricErrors({ period: PERIOD }),
    },
    {
      id: `ProcessorThrottles${name}`,
      severity: 'ticket',
      meaning: `Lambda refuses to start the processor of ${provider.name}: the account has no concurrency left.`,
      entry: 'lambda-throttling',
      metric: processor.lambda.metricThrottles({ period: PERIOD }),
      when: { evaluationPeriods: 3 },
    },
  ];
}

/** All processors count under one service name. */
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
      meaning: 'A provider rejected our API token; its events wait.',
      entry: 'credentials-rejected',
      metric: appMetric({ name: 'CredentialsRejected', by: processor }),
    },
    {
      id: 'UnknownEvent',
      severity: 'page',
      meaning: 'A message named an event without a record: records are missing from the table.',
      entry: 'unknown-event',
      metric: appMetric({ name: 'UnknownEvent', by: processor }),
    },
    watchFailed('EventsFailed', 'A processor', processor),
    {
      id: 'IdentityMismatch',
      severity: 'ticket',
      meaning: 'A provider answered with the data of another document; it was not stored.',
      entry: 'identity-mismatch',
      // An event is tried again at most every 15 minutes: a shorter period would ring each time.
      metric: appMetric({ name: 'IdentityMismatch', by: processor, period: Duration.hours(1) }),
    },
    watchDeleted('NoLongerAvailable', 'A processor', processor, longestInterval(reconcilers)),
    {
      id: 'ArchivedLinkExpired',
      severity: 'ticket',
      meaning: 'The link of an archived event expired before its content was downloaded.',
      entry: 'archived-link-expired',
      metric: appMetric({ name: 'ArchivedLinkExpired', by: processor }),
    },
    watchAge('OldestOpenEvent', processor, retry),
    watchDeferred('DeferredRetries', 'A processor', processor),
    {
      id: 'NothingStored',
      severity: 'page',
      meaning: 'Events were accepted for an hour, but none got a result.',
      entry: 'nothing-stored',
      // 1 in each quarter of an hour in which something was accepted and nothing came to a result. A comparison takes a value that is
      // missing beside one that is there for 0 (documented), so the metric of a healthy pause, in which both are missing, is missing too.
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
