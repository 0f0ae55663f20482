import { Duration } from 'aws-cdk-lib';
import { type IMetric, type IWidget, MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { EVENT_TABLE } from '../../../lambda/contracts/event-table';
import { appMetric } from '../app-metric';
import { nameFunctions, type WatchedParts } from '../watched-parts';
import { createGraphs } from './widgets';

/**
 * List prices in US dollars, us-east-1, as gathered in September 2026; other regions differ by some tenths. They make a share of
 * the bill visible, not the bill: no free tier, no discount, no data transfer.
 */
export const LIST_PRICES = {
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
export function graphCosts(parts: WatchedParts): IWidget[][] {
  const functions = nameFunctions(parts);
  const { requests } = parts.api.metrics(DAY);
  const written = countUnits(parts, 'ConsumedWriteCapacityUnits', 'written');
  const read = countUnits(parts, 'ConsumedReadCapacityUnits', 'read');
  const queueRequests = countQueueRequests(parts);
  const [first] = parts.pipelines;
  const stored = first ? [appMetric({ name: 'Stored', by: first.processor, period: DAY })] : [];
  const logged = functions.map(([, { lambda }]) =>
    // The construct names no log group of its own accord: that would be the whole account's bytes, once for each function.
    lambda.logGroup.metricIncomingBytes({
      ...DAILY,
      dimensionsMap: { LogGroupName: lambda.logGroup.logGroupName },
    }),
  );
  const durations = functions.map(([name, { lambda }]) => {
    const { memorySize = 128 } = lambda.node.defaultChild as CfnFunction;
    // Lambda meters duration in milliseconds, and bills gigabytes × seconds.
    return { name, gbPerMillisecond: memorySize / 1024 / 1000, metric: lambda.metricDuration(DAILY) };
  });
  const dollars = [
    sum('API Gateway', [[LIST_PRICES.httpApiRequest, [requests]]]),
    sum('Lambda', [
      [LIST_PRICES.lambdaRequest, functions.map(([, { lambda }]) => lambda.metricInvocations(DAILY))],
      ...durations.map(
        ({ gbPerMillisecond, metric }): PricedMetrics => [
          LIST_PRICES.lambdaGbSecond * gbPerMillisecond,
          [metric],
        ],
      ),
    ]),
    sum('DynamoDB', [
      [LIST_PRICES.dynamoWriteUnit, written],
      [LIST_PRICES.dynamoReadUnit, read],
    ]),
    sum('SQS', [[LIST_PRICES.sqsRequest, queueRequests]]),
    sum('S3 (one PUT per result)', [[LIST_PRICES.s3Put, stored]]),
    sum('Logs', [[LIST_PRICES.logByte, logged]]),
  ];
  const invocations = functions.map(([label, { lambda }]) => lambda.metricInvocations({ ...DAILY, label }));
  const gbSeconds = durations.map(({ name, gbPerMillisecond, metric }) => {
    const id = metricId(name);
    const expression = `${id} * ${gbPerMillisecond.toFixed(12)}`;
    return new MathExpression({ expression, usingMetrics: { [id]: metric }, label: name, period: DAY });
  });
  return [
    createGraphs(
      ['US dollars a day', dollars],
      ['Invocations a day', invocations],
      ['GB-seconds a day', gbSeconds],
    ),
    createGraphs(['DynamoDB units a day', [...written, ...read]], ['SQS requests a day', queueRequests]),
  ];
}

type PricedMetrics = readonly [price: number, metrics: readonly IMetric[]];

/** The sum of each group times its price. */
function sum(label: string, lines: readonly PricedMetrics[]): IMetric {
  const usingMetrics: Record<string, IMetric> = {};
  const terms = lines.map(([price, metrics], line) => {
    const ids = metrics.map((metric, index) => {
      const id = `${metricId(label)}_${line}_${index}`;
      usingMetrics[id] = metric;
      return id;
    });
    return `SUM([${ids.join(', ')}]) * ${price.toFixed(12)}`;
  });
  return new MathExpression({ expression: terms.join(' + '), usingMetrics, label, period: DAY });
}

/** Within one graph each metric has an id of its own: a small letter first, then letters, digits and underscores. */
function metricId(label: string): string {
  return `m_${label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}`;
}

/** Of the table and of each index: DynamoDB counts them apart. */
function countUnits({ eventStore: { table } }: WatchedParts, name: string, verb: string): Metric[] {
  const indexes = Object.values(EVENT_TABLE.indexes).map((index) =>
    table.metric(name, {
      ...DAILY,
      label: `${index.name}: ${verb}`,
      dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName: index.name },
    }),
  );
  return [table.metric(name, { ...DAILY, label: `table: ${verb}` }), ...indexes];
}

function countQueueRequests({ pipelines }: WatchedParts): Metric[] {
  return pipelines.flatMap(({ provider, workQueue: { queue } }) => [
    queue.metricNumberOfMessagesSent({ ...DAILY, label: `${provider.id}: sent` }),
    queue.metricNumberOfMessagesReceived({ ...DAILY, label: `${provider.id}: received` }),
    queue.metricNumberOfMessagesDeleted({ ...DAILY, label: `${provider.id}: deleted` }),
    queue.metricNumberOfEmptyReceives({ ...DAILY, label: `${provider.id}: empty receives` }),
  ]);
}
