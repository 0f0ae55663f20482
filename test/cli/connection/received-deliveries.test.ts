import type { GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { readDeliveries } from '../../../cli/connection/received-deliveries';
import { emittedByAll } from '../../support/cloudwatch/emitted-by-all';
import { NOW } from '../../support/records/records';

/** `namespace name dimension=value …` of a metric that is asked for. */
function toName({ MetricStat }: NonNullable<GetMetricDataCommandInput['MetricDataQueries']>[number]): string {
  const { Namespace, MetricName, Dimensions = [] } = MetricStat?.Metric ?? {};
  return [Namespace, MetricName, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort()].join(' ');
}

/** CloudWatch that has these values, one on each of two pages. */
function cloudWatchWith(values: Readonly<Record<string, number>>, asked: GetMetricDataCommandInput[]) {
  return {
    send: async ({ input }: { input: GetMetricDataCommandInput }) => {
      asked.push(input);
      const MetricDataResults = (input.MetricDataQueries ?? []).map((query) => ({
        Id: query.Id,
        Values: toName(query) in values ? [values[toName(query)]] : [],
      }));
      return { MetricDataResults, ...(input.NextToken === undefined && { NextToken: 'page-2' }) };
    },
  } as never;
}

async function read(
  values: Readonly<Record<string, number>>,
  sources: readonly string[] = ['limai', 'extend'],
) {
  const asked: GetMetricDataCommandInput[] = [];
  const connection = {
    kind: 'deployed',
    metricNamespace: 'Mine',
    apiId: 'api1',
    sources: sources.map((id) => ({ id })),
    clients: { cloudWatch: cloudWatchWith(values, asked) },
  };
  const deliveries = await readDeliveries(connection as never, NOW);
  return { deliveries, asked };
}

describe('deliveries by CloudWatch', () => {
  it('adds up an hour of every page, by source and reason', async () => {
    const { deliveries, asked } = await read({
      'Mine SignatureRejected reason=mismatch service=ingest source=limai': 10,
      'Mine BodyTooLarge reason=too_large service=ingest source=limai': 1,
      'Mine Accepted service=ingest source=extend': 2,
      'Mine Duplicate service=ingest source=extend': 1,
      'AWS/ApiGateway 4xx ApiId=api1': 15,
    });
    expect(deliveries).toEqual({
      since: new Date(NOW - 3_600_000).toISOString(),
      delaySeconds: 180,
      sources: [
        { source: 'limai', accepted: 0, refused: { mismatch: 20, too_large: 2 } },
        { source: 'extend', accepted: 6, refused: {} },
      ],
      gatewayRefused: 8,
    });
    expect(asked).toHaveLength(2);
  });

  it('asks for at most 500 metrics at once', async () => {
    const { asked } = await read(
      {},
      [...Array(50).keys()].map((n) => `source-${n}`),
    );
    const sizes = asked.map(({ MetricDataQueries = [] }) => MetricDataQueries.length);
    expect(sizes).toEqual([500, 500, 101, 101]);
  });

  it('never makes API Gateway’s own refusals negative while metrics are late', async () => {
    const own = { 'Mine SignatureRejected reason=missing service=ingest source=limai': 3 };
    expect((await read(own)).deliveries.gatewayRefused).toBe(0);
  });

  it('asks for metrics by the dimensions that ingest writes', async () => {
    const written = new Set(
      (await emittedByAll()).map(({ name, dimensions }) =>
        [
          'Mine',
          name,
          ...Object.entries(dimensions)
            .map(([key, value]) => `${key}=${value}`)
            .sort(),
        ].join(' '),
      ),
    );
    const { asked } = await read({});
    const own = (asked[0]?.MetricDataQueries ?? []).map(toName).filter((name) => name.startsWith('Mine '));
    expect(own.filter((name) => !written.has(name))).toEqual([]);
  });
});
