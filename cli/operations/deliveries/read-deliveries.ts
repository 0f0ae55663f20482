import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import type { MetricName } from '../../../lambda/domain/metrics';
import { sourceOfKey } from '../../../lambda/domain/record/keys';
import {
  ACCEPTED_METRICS,
  REFUSAL_METRICS,
  REFUSAL_REASONS,
  type RefusalReason,
} from '../../../lambda/domain/record/refusal';
import type { Connection, Inbox } from '../../connection/inbox';
import { CommandError } from '../../terminal/errors';
import { newestKeys } from '../events/newest-keys';
import {
  DELIVERIES_WINDOW_MS,
  type Deliveries,
  deliveriesSchema,
  LOCAL_DELIVERIES_PATH,
  type SourceDeliveries,
} from './deliveries';

/** Deliveries of the last hour to every source of an inbox. @throws CommandError when the stack does not say where to ask */
export async function readDeliveries(connection: Connection, now: number): Promise<Deliveries> {
  const { clients, stack, apiId, localApi } = connection;
  const sources = connection.sources.map(({ id }) => id);
  if (localApi !== undefined) {
    return withAllSources(await readLocalDeliveries(localApi), sources);
  }
  if (!clients.cloudWatch || !stack || !apiId) {
    throw new CommandError('The stack has no output ApiId. Deploy it again with this version.');
  }
  return readCloudWatchDeliveries({ client: clients.cloudWatch, namespace: stack, apiId, sources }, now);
}

/** A local run names only those to which something came. */
function withAllSources(deliveries: Deliveries, sources: readonly string[]): Deliveries {
  const found = new Map(deliveries.sources.map((one) => [one.source, one]));
  return {
    ...deliveries,
    sources: sources.map((source) => found.get(source) ?? { source, accepted: 0, refused: {} }),
  };
}

const ANSWER_WITHIN_MS = 5_000;

/** What a local run counted, asked on the port of its webhooks. */
export async function readLocalDeliveries(api: string): Promise<Deliveries> {
  const response = await fetch(new URL(LOCAL_DELIVERIES_PATH, api), {
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  return deliveriesSchema.parse(await response.json());
}

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

/** The key of what `inbox send-test` sends. */
const TEST_KEY = /#test-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST = 1_000;
const WITHIN_MS = 5_000;

/**
 * The same without the accepted deliveries of `inbox send-test`: it signs with the stored key, so they say nothing of the
 * provider's. Metrics do not tell them apart; the index does, where they are kept as ARCHIVED.
 */
export async function withoutTests(
  deliveries: Deliveries,
  index: Inbox['index'],
  now: number,
): Promise<Deliveries> {
  if (deliveries.sources.every(({ accepted }) => accepted === 0)) {
    return deliveries;
  }
  const archived = { status: 'ARCHIVED', from: now - DELIVERIES_WINDOW_MS, to: now } as const;
  const { keys } = await newestKeys(archived, index, { most: MOST, deadline: Date.now() + WITHIN_MS });
  const tested = keys.filter((key) => TEST_KEY.test(key)).map(sourceOfKey);
  const sources = deliveries.sources.map((one) => {
    const tests = tested.filter((source) => source === one.source).length;
    return { ...one, accepted: Math.max(0, one.accepted - tests) };
  });
  return { ...deliveries, sources };
}
