import { Duration } from 'aws-cdk-lib';
import { type IMetric, type IWidget, MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { EVENT_TABLE } from '../../../lambda/contracts/event-table';
import type { InboxFunction } from '../../functions/inbox-function';
import { appMetric } from '../app-metric';
import { type DashboardParts, functionsOf, graphs } from './widgets';

/**
 * List prices in US dollars, us-east-1, as gathered in September 2026; other regions differ by some tenths. They make a share of
 * the bill visible, not the bill: no free tier, no discount, no data transfer.
 */
export const PRICES = {
  /** HTTP API, first 300 million a month: https://aws.amazon.com/api-gateway/pricing/ */
  httpApiRequest: 1.0 / 1e6,
  /** https://aws.amazon.com/lambda/pricing/ */
  lambdaRequest: 0.2 / 1e6,
  /** arm64. */
  lambdaGbSecond: 0.0000133334,
  /** On demand: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  dynamoWriteUnit: 0.625 / 1e6,
  dynamoReadUnit: 0.125 / 1e6,
  /** Standard queues: https://aws.amazon.com/sqs/pricing/ */
  sqsRequest: 0.4 / 1e6,
  /** PUT in S3 Standard: https://aws.amazon.com/s3/pricing/ */
  s3Put: 5.0 / 1e6,
  /** Ingestion: https://aws.amazon.com/cloudwatch/pricing/ */
  logByte: 0.5 / 1e9,
} as const;

const DAY = Duration.days(1);
const DAILY = { period: DAY, statistic: Stats.SUM };

/** What is used, and what of the bill follows from it, day by day. */
export function costGraphs(parts: DashboardParts): IWidget[][] {
  const functions = functionsOf(parts);
  return [
    graphs(
      ['US dollars a day', dollars(parts)],
      [
        'Invocations a day',
        functions.map(([name, { lambda }]) => lambda.metricInvocations({ ...DAILY, label: name })),
      ],
      ['GB-seconds a day', functions.map(([name, fn]) => gbSeconds(name, fn))],
    ),
    graphs(['DynamoDB units a day', units(parts)], ['SQS requests a day', queueRequests(parts)]),
  ];
}

function dollars(parts: DashboardParts): IMetric[] {
  const { requests } = parts.api.metrics(DAY);
  return [
    total('API Gateway', [[PRICES.httpApiRequest, [requests]]]),
    total('Lambda', lambdaLines(parts)),
    total('DynamoDB', [
      [PRICES.dynamoWriteUnit, consumed(parts, 'ConsumedWriteCapacityUnits')],
      [PRICES.dynamoReadUnit, consumed(parts, 'ConsumedReadCapacityUnits')],
    ]),
    total('SQS', [[PRICES.sqsRequest, queueRequests(parts)]]),
    total('S3 (one PUT per result)', [[PRICES.s3Put, stored(parts)]]),
    total('Logs', [[PRICES.logByte, functionsOf(parts).map(([, fn]) => loggedBytes(fn))]]),
  ];
}

type PricedMetrics = readonly [price: number, metrics: readonly IMetric[]];

/** The sum of each group times its price. */
function total(label: string, lines: readonly PricedMetrics[]): IMetric {
  const usingMetrics: Record<string, IMetric> = {};
  const terms = lines.map(([price, metrics], line) => {
    const ids = metrics.map((metric, index) => {
      const id = `${idOf(label)}_${line}_${index}`;
      usingMetrics[id] = metric;
      return id;
    });
    return `SUM([${ids.join(', ')}]) * ${price.toFixed(12)}`;
  });
  return new MathExpression({ expression: terms.join(' + '), usingMetrics, label, period: DAY });
}

function lambdaLines(parts: DashboardParts): PricedMetrics[] {
  const functions = functionsOf(parts).map(([, fn]) => fn);
  return [
    [PRICES.lambdaRequest, functions.map(({ lambda }) => lambda.metricInvocations(DAILY))],
    ...functions.map(
      (fn): PricedMetrics => [
        PRICES.lambdaGbSecond * gbPerMillisecond(fn),
        [fn.lambda.metricDuration(DAILY)],
      ],
    ),
  ];
}

/** The construct names no log group of its own accord: that would be the whole account's bytes, once for each function. */
function loggedBytes({ lambda: { logGroup } }: InboxFunction): IMetric {
  return logGroup.metricIncomingBytes({ ...DAILY, dimensionsMap: { LogGroupName: logGroup.logGroupName } });
}

function gbSeconds(label: string, fn: InboxFunction): IMetric {
  return new MathExpression({
    expression: `${idOf(label)} * ${gbPerMillisecond(fn).toFixed(12)}`,
    usingMetrics: { [idOf(label)]: fn.lambda.metricDuration(DAILY) },
    label,
    period: DAY,
  });
}

/** Within one graph each metric has an id of its own: a small letter first, then letters, digits and underscores. */
function idOf(label: string): string {
  return `m_${label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`;
}

/** Lambda meters duration in milliseconds, and bills gigabytes × seconds. */
function gbPerMillisecond({ lambda }: InboxFunction): number {
  const { memorySize = 128 } = lambda.node.defaultChild as CfnFunction;
  return memorySize / 1024 / 1000;
}

function units(parts: DashboardParts): IMetric[] {
  return [
    ...consumed(parts, 'ConsumedWriteCapacityUnits').map((metric) =>
      metric.with({ label: labelOf(metric, 'written') }),
    ),
    ...consumed(parts, 'ConsumedReadCapacityUnits').map((metric) =>
      metric.with({ label: labelOf(metric, 'read') }),
    ),
  ];
}

function labelOf({ dimensions }: Metric, what: string): string {
  return `${String(dimensions?.GlobalSecondaryIndexName ?? 'table')}: ${what}`;
}

/** Of the table and of each index: DynamoDB counts them apart. */
function consumed({ eventStore: { table } }: DashboardParts, name: string): Metric[] {
  const ofTable = table.metric(name, DAILY);
  const ofIndexes = Object.values(EVENT_TABLE.indexes).map((index) =>
    table.metric(name, {
      ...DAILY,
      dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName: index.name },
    }),
  );
  return [ofTable, ...ofIndexes];
}

function queueRequests({ pipelines }: DashboardParts): Metric[] {
  return pipelines.flatMap(({ provider, workQueue: { queue } }) => [
    queue.metricNumberOfMessagesSent({ ...DAILY, label: `${provider.id}: sent` }),
    queue.metricNumberOfMessagesReceived({ ...DAILY, label: `${provider.id}: received` }),
    queue.metricNumberOfMessagesDeleted({ ...DAILY, label: `${provider.id}: deleted` }),
    queue.metricNumberOfEmptyReceives({ ...DAILY, label: `${provider.id}: empty receives` }),
  ]);
}

function stored({ pipelines: [first] }: DashboardParts): Metric[] {
  return first ? [appMetric({ name: 'Stored', by: first.processor, period: DAY })] : [];
}
