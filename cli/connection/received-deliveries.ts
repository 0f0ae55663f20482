import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { MAX_BODY_BYTES } from '../../lambda/domain/lifecycle/policy';
import {
  ACCEPTED_METRICS,
  type MetricName,
  REFUSAL_METRICS,
  REFUSAL_REASONS,
  type RefusalReason,
} from '../../lambda/domain/metrics';
import type { Connection } from './connection';

const count = z.number().int().nonnegative();

/** What arrived at one source's webhook. */
const sourceDeliveriesSchema = z.strictObject({
  source: z.string(),
  /** With a valid signature, duplicates included. */
  accepted: count,
  /** By reason; only those that happened. */
  refused: z.partialRecord(z.enum(REFUSAL_REASONS as [RefusalReason, ...RefusalReason[]]), count),
});

/** Deliveries of the last hour, from the functions' metrics: nothing is written for a refused request. */
export const deliveriesSchema = z.strictObject({
  /** Counted from then on: an hour ago, or the start of the local run. */
  since: z.iso.datetime(),
  /** How late a delivery may appear in the counts. */
  delaySeconds: count,
  sources: z.array(sourceDeliveriesSchema),
  /** Refused by API Gateway itself (404, 413, 429): one number for the whole API. */
  gatewayRefused: count,
});

/** Each reason in plain words. */
export const REASON_TEXTS: Readonly<Record<RefusalReason, string>> = {
  missing: 'no signature',
  malformed: 'malformed signature',
  mismatch: 'signature matches no live key',
  stale: 'valid signature, but too old',
  future: 'valid signature, but its time is in the future',
  no_key: 'no signing key is stored yet',
  too_large: `body over ${MAX_BODY_BYTES / 1024 / 1024} MiB`,
  unavailable: 'AWS did not answer in time',
};

export type Deliveries = z.infer<typeof deliveriesSchema>;
export type SourceDeliveries = z.infer<typeof sourceDeliveriesSchema>;

export const DELIVERIES_WINDOW_MS = 3_600_000;

/** On the port of a local run's webhooks: what it counted. API Gateway has no such path. */
export const LOCAL_DELIVERIES_PATH = '/_local/deliveries';
const ANSWER_WITHIN_MS = 5_000;

/** A log line becomes a metric after a minute or two. */
const DELAY_SECONDS = 180;
const PERIOD_SECONDS = 60;
/** CloudWatch accepts at most this many in one call. */
const MAX_QUERIES = 500;
/** The function answers these with 4xx, so API Gateway counts them as well. */
const OWN_4XX: readonly MetricName[] = ['SignatureRejected', 'BodyTooLarge'];

/** Deliveries of the last hour to every source. Of a stack: by `cloudwatch:GetMetricData`, one call per 500 metrics and page. */
export async function readDeliveries(connection: Connection, now: number): Promise<Deliveries> {
  if (connection.kind === 'local') {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(new URL(LOCAL_DELIVERIES_PATH, connection.api), { signal });
    const deliveries = deliveriesSchema.parse(await response.json());
    // A local run names only the sources that received something.
    const found = new Map(deliveries.sources.map((one) => [one.source, one]));
    const none = { accepted: 0, refused: {} };
    const sources = connection.sources.map(({ id }) => found.get(id) ?? { source: id, ...none });
    return { ...deliveries, sources };
  }
  const { clients, metricNamespace, apiId } = connection;
  const queries: MetricDataQuery[] = [];
  const addQuery = (Namespace: string, MetricName: string, dimensions: Readonly<Record<string, string>>) => {
    const Id = `m${queries.length}`;
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const Metric = { Namespace, MetricName, Dimensions };
    queries.push({ Id, MetricStat: { Metric, Period: PERIOD_SECONDS, Stat: 'Sum' } });
    return Id;
  };
  const asked = connection.sources.map(({ id: source }) => {
    const own = { service: 'ingest', source };
    return {
      source,
      accepted: ACCEPTED_METRICS.map((name) => addQuery(metricNamespace, name, own)),
      refused: REFUSAL_REASONS.map(
        (reason) => [reason, addQuery(metricNamespace, REFUSAL_METRICS[reason], { ...own, reason })] as const,
      ),
    };
  });
  const clientErrors = addQuery('AWS/ApiGateway', '4xx', { ApiId: apiId });
  const sums = await readSums(queries, clients.cloudWatch, now);
  const add = (ids: readonly string[]) => ids.reduce((total, id) => total + (sums.get(id) ?? 0), 0);
  const own4xx = asked.flatMap(({ refused }) =>
    refused.filter(([reason]) => OWN_4XX.includes(REFUSAL_METRICS[reason])).map(([, id]) => id),
  );
  return {
    since: new Date(now - DELIVERIES_WINDOW_MS).toISOString(),
    delaySeconds: DELAY_SECONDS,
    sources: asked.map(({ source, accepted, refused }): SourceDeliveries => {
      const counts = refused.map(([reason, id]) => [reason, add([id])] as const);
      const happened = Object.fromEntries(counts.filter(([, refusals]) => refusals > 0));
      return { source, accepted: add(accepted), refused: happened };
    }),
    gatewayRefused: Math.max(0, add([clientErrors]) - add(own4xx)),
  };
}

/** Query ID → its sum over the last hour. */
async function readSums(
  queries: readonly MetricDataQuery[],
  client: CloudWatchClient,
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
