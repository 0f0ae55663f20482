import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { MetricName } from '../../../lambda/domain/metrics';
import {
  ACCEPTED_METRICS,
  REFUSAL_METRICS,
  REFUSAL_REASONS,
  type RefusalReason,
} from '../../../lambda/domain/record/refusal';
import { DELIVERIES_WINDOW_MS, type Deliveries, type SourceDeliveries } from './deliveries';

/** A log line becomes a metric after a minute or two. */
const DELAY_SECONDS = 180;
const PERIOD_SECONDS = 60;
/** CloudWatch takes at most so many in one call. */
const MAX_QUERIES = 500;
/** Answered 4xx by the function, and so part of what API Gateway counts. */
const OWN_4XX: readonly MetricName[] = ['SignatureRejected', 'BodyTooLarge'];

export interface CloudWatchDeliveriesProps {
  readonly client: Pick<CloudWatchClient, 'send'>;
  /** The functions' metrics are in the namespace of the stack's name. */
  readonly namespace: string;
  readonly apiId: string;
  readonly sources: readonly string[];
}

type Dimensions = Readonly<Record<string, string>>;

/** Deliveries of the last hour by the functions' metrics; needs `cloudwatch:GetMetricData`, at most one call per 500 metrics. */
export async function readCloudWatchDeliveries(
  props: CloudWatchDeliveriesProps,
  now: number,
): Promise<Deliveries> {
  const queries = new Queries();
  const sources = props.sources.map((source) => sourceQueries(source, props.namespace, queries));
  const clientErrors = queries.add('AWS/ApiGateway', '4xx', { ApiId: props.apiId });
  const sums = await sumsOf(queries.all, props.client, now);
  const sumOf = (ids: readonly string[]) => ids.reduce((total, id) => total + (sums.get(id) ?? 0), 0);
  const found = sources.map(
    ({ source, accepted, refused }): SourceDeliveries => ({
      source,
      accepted: sumOf(accepted),
      refused: Object.fromEntries(
        refused.map(([reason, id]) => [reason, sumOf([id])] as const).filter(([, count]) => count > 0),
      ),
    }),
  );
  const own = sources.flatMap(({ refused }) =>
    refused.filter(([reason]) => OWN_4XX.includes(REFUSAL_METRICS[reason])).map(([, id]) => id),
  );
  return {
    since: new Date(now - DELIVERIES_WINDOW_MS).toISOString(),
    delaySeconds: DELAY_SECONDS,
    sources: found,
    gatewayRefused: Math.max(0, sumOf([clientErrors]) - sumOf(own)),
  };
}

/** Metrics to ask for, each by an id of this reading. */
class Queries {
  readonly all: MetricDataQuery[] = [];

  add(namespace: string, name: string, dimensions: Dimensions): string {
    const id = `m${this.all.length}`;
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    this.all.push({
      Id: id,
      MetricStat: {
        Metric: { Namespace: namespace, MetricName: name, Dimensions },
        Period: PERIOD_SECONDS,
        Stat: 'Sum',
      },
    });
    return id;
  }
}

function sourceQueries(source: string, namespace: string, queries: Queries) {
  const own = { service: 'ingest', source };
  return {
    source,
    accepted: ACCEPTED_METRICS.map((name) => queries.add(namespace, name, own)),
    refused: REFUSAL_REASONS.map((reason): readonly [RefusalReason, string] => [
      reason,
      queries.add(namespace, REFUSAL_METRICS[reason], { ...own, reason }),
    ]),
  };
}

async function sumsOf(
  queries: readonly MetricDataQuery[],
  client: CloudWatchDeliveriesProps['client'],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>();
  const times = { StartTime: new Date(now - DELIVERIES_WINDOW_MS), EndTime: new Date(now) };
  for (let from = 0; from < queries.length; from += MAX_QUERIES) {
    const MetricDataQueries = queries.slice(from, from + MAX_QUERIES);
    let NextToken: string | undefined;
    do {
      const page = await client.send(new GetMetricDataCommand({ ...times, MetricDataQueries, NextToken }));
      for (const { Id = '', Values = [] } of page.MetricDataResults ?? []) {
        sums.set(
          Id,
          Values.reduce((total, value) => total + value, sums.get(Id) ?? 0),
        );
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
  }
  return sums;
}
