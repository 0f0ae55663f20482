import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  type IAlarm,
  type IWidget,
  LogQueryWidget,
  type Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { MeasureName, MetricName } from '../../../lambda/domain/metrics';
import type { SignatureFailure } from '../../../lambda/domain/provider/provider';
import { appMetric } from '../app-metric';
import { nameFunctions, type WatchedParts } from '../watched-parts';
import { graphCosts } from './cost-graphs';
import { createCounters, createGraphs, FULL_WIDTH } from './widgets';

const PERIOD = Duration.minutes(5);

const REASONS: Readonly<Record<SignatureFailure, string>> = {
  missing: 'no signature',
  malformed: 'malformed',
  mismatch: 'matches no live key',
  stale: 'too old',
  future: 'from the future',
};

export interface DashboardProps extends WatchedParts {
  readonly alarms: readonly IAlarm[];
}

/** Questions in the order an operator asks them: is it arriving, flowing, stuck, what failed, what does it cost. */
export class Dashboard extends Construct {
  /** As the console lists it. */
  readonly name: string;

  constructor(scope: Construct, id: string, { alarms, ...parts }: DashboardProps) {
    super(scope, id);
    const alarmStates = { title: 'Alarms', alarms: [...alarms], width: FULL_WIDTH, height: 4 };
    const lastFailures = new LogQueryWidget({
      title: 'Last failures',
      logGroupNames: nameFunctions(parts).map(([, { lambda }]) => lambda.logGroup.logGroupName),
      queryLines: [
        'fields @timestamp, level, service, message, source, eventId, error, reason',
        'filter level in ["ERROR", "WARN"]',
        'sort @timestamp desc',
        'limit 50',
      ],
      width: FULL_WIDTH,
      height: 8,
    });
    const dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(1),
      widgets: [
        ...(alarms.length > 0 ? [[new AlarmStatusWidget(alarmStates)]] : []),
        createHeading(
          'Is it arriving?',
          'Requests arrive and become events. Refusals by reason; `no key` is set-up mode.',
        ),
        graphArrivals(parts),
        createHeading('Is it flowing?', 'Accepted events get a result, and how fast.'),
        graphResults(parts),
        createHeading('Is it stuck?', 'Messages wait, events grow old, the sweeper runs every minute.'),
        graphBacklog(parts),
        createHeading(
          'What failed, and why?',
          'Given-up, quarantined and dead-lettered events need action. The log lines below say why.',
        ),
        graphFailures(parts),
        [lastFailures],
        createHeading(
          'What does it cost?',
          'Part of the bill, at list prices of us-east-1; docs/operate/metrics.md says what is not included.',
        ),
        ...graphCosts(parts),
      ],
    });
    this.name = dashboard.dashboardName;
  }
}

/** The heading of a row: the question it answers, and how to read the answer. */
function createHeading(text: string, reading: string): IWidget[] {
  return [new TextWidget({ markdown: `## ${text}\n${reading}`, width: FULL_WIDTH, height: 2 })];
}

function graphArrivals({ api, ingest, sources }: WatchedParts): IWidget[] {
  const { requests, clientErrors, serverErrors } = api.metrics(PERIOD);
  const refused = sources.flatMap(({ id: source }) =>
    Object.entries(REASONS).map(([reason, label]) =>
      appMetric({ name: 'SignatureRejected', by: ingest, dimensions: { source, reason } }).with({
        label: `${source}: ${label}`,
      }),
    ),
  );
  return createGraphs(
    ['Requests', [requests, clientErrors, serverErrors]],
    [
      'Events',
      [
        ...createCounters(ingest, 'Accepted', 'Duplicate', 'Archived', 'Quarantined', 'ContentMismatch'),
        ...createCounters(ingest, 'StatusMismatch', 'UnknownPayloadShape', 'EventIdReused', 'BodyRenewed'),
      ],
    ],
    [
      'Refused',
      [...refused, ...createCounters(ingest, 'SetupModeRefused', 'BodyTooLarge', 'ClaimUnavailable')],
    ],
  );
}

function graphResults(parts: WatchedParts): IWidget[] {
  const results = countByProvider(parts, ['Stored', 'ResultEmpty', 'ExtractionFailed', 'Retried']);
  const times = ['p50', 'p95', 'p99'].flatMap((statistic) =>
    countByProvider(parts, ['TimeToResult'], statistic).map((metric) => metric.with({ statistic })),
  );
  return createGraphs(
    ['Results', results],
    ['Seconds from receipt to result', times],
    [
      'Accepted events against results',
      [
        ...createCounters(parts.ingest, 'Accepted'),
        ...countInProcessors(parts, 'Stored', 'ExtractionFailed'),
      ],
    ],
  );
}

function graphBacklog(parts: WatchedParts): IWidget[] {
  const { pipelines, sweeper, ingest } = parts;
  const queues = pipelines.map(({ workQueue }) => workQueue.queue);
  const maximum = { period: PERIOD, statistic: Stats.MAXIMUM };
  const ages = [
    ...queues.map((queue) => queue.metricApproximateAgeOfOldestMessage(maximum)),
    ...[...pipelines.slice(0, 1).map(({ processor }) => processor), sweeper].map((by) =>
      appMetric({ name: 'OpenEventAge', by, statistic: Stats.MAXIMUM }).with({
        label: `OpenEventAge (${by.serviceName})`,
      }),
    ),
  ];
  return createGraphs(
    ['Messages waiting', queues.map((queue) => queue.metricApproximateNumberOfMessagesVisible(maximum))],
    ['Seconds: oldest message, oldest open event', ages],
    [
      'Sweeper',
      [
        sweeper.lambda.metricInvocations({ period: PERIOD, label: 'runs' }),
        ...createCounters(sweeper, 'Resent'),
        ...createCounters(ingest, 'DeferredToSweeper'),
      ],
    ],
  );
}

function graphFailures(parts: WatchedParts): IWidget[] {
  const { pipelines, sweeper, ingest, reconcilers } = parts;
  const maximum = { period: PERIOD, statistic: Stats.MAXIMUM };
  return createGraphs(
    [
      'Needs action',
      [
        ...countInProcessors(parts, 'Failed', 'IdentityMismatch', 'ArchivedLinkExpired'),
        ...createCounters(sweeper, 'Failed').map((metric) => metric.with({ label: 'Failed (in a sweep)' })),
        ...createCounters(ingest, 'Quarantined', 'EventIdReused'),
        ...pipelines.map(({ workQueue }) =>
          workQueue.deadLetters.metricApproximateNumberOfMessagesVisible(maximum),
        ),
        ...reconcilers.flatMap(({ sources, fn }) =>
          sources.map((source) => appMetric({ name: 'ReconciliationGap', by: fn, dimensions: { source } })),
        ),
      ],
    ],
    ['Provider refusals', countByProvider(parts, ['CredentialsRejected', 'Throttled', 'NoLongerAvailable'])],
    [
      'Functions',
      [
        ...countInProcessors(parts, 'ProcessingCrashed', 'LeaseTakenOver', 'LeaseLost', 'UnknownEvent'),
        ...nameFunctions(parts).flatMap(([name, { lambda }]) => [
          lambda.metricErrors({ period: PERIOD, label: `errors: ${name}` }),
          lambda.metricThrottles({ period: PERIOD, label: `throttles: ${name}` }),
        ]),
      ],
    ],
  );
}

/** All processors count under one service name; each provider's part under its dimension. */
function countByProvider(
  { pipelines }: WatchedParts,
  names: readonly (MetricName | MeasureName)[],
  suffix = '',
): Metric[] {
  return pipelines.flatMap(({ provider, processor }) =>
    names.map((name) =>
      appMetric({ name, by: processor, dimensions: { provider: provider.id } }).with({
        label: `${provider.id}: ${name} ${suffix}`.trimEnd(),
      }),
    ),
  );
}

function countInProcessors({ pipelines: [first] }: WatchedParts, ...names: readonly MetricName[]): Metric[] {
  return first ? createCounters(first.processor, ...names) : [];
}
