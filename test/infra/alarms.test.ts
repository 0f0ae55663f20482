import { METRIC_NAMESPACE, METRICS } from '../../lambda/domain/metrics';
import { countedMetrics } from '../architecture/counted-metrics';
import { ofType, readable, reviewOf, synthesize } from './synthesize';

interface AlarmProperties {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Threshold: number;
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
  readonly [property: string]: unknown;
}

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:on-call';
const template = synthesize();
const alarms = alarmsOf(template);
const ours = alarms.filter(({ Namespace }) => Namespace === METRIC_NAMESPACE);
const COUNTED = countedMetrics();

function alarmsOf(from: ReturnType<typeof synthesize>): AlarmProperties[] {
  return ofType(from, 'AWS::CloudWatch::Alarm').map(
    ([, { Properties }]) => readable(Properties) as AlarmProperties,
  );
}

function watching(metric: string, from = alarms): AlarmProperties[] {
  return from.filter(({ MetricName }) => MetricName === metric);
}

/** What the alarms on a metric are told apart by, without the hash of a logical id. */
function watchedOf(metric: string, dimension: string): string[] {
  return watching(metric)
    .map(({ Dimensions }) => Dimensions.find(({ Name }) => Name === dimension)?.Value ?? '')
    .map((value) => value.replace(/^\$\{(\w+)[0-9A-F]{8}(\.\w+)?\}$/, '$1'))
    .sort();
}

describe('alarms', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(template, 'Alarms')).toMatchSnapshot();
  });

  it('watches each dead-letter queue and the age of each work queue', () => {
    const deadLetters = ['ExtendQueueDeadLetters', 'LimaiQueueDeadLetters'];
    expect(watchedOf('ApproximateNumberOfMessagesVisible', 'QueueName')).toEqual(deadLetters);
    const messages = ['ExtendQueueMessages', 'LimaiQueueMessages'];
    expect(watchedOf('ApproximateAgeOfOldestMessage', 'QueueName')).toEqual(messages);
  });

  it('lets messages wait as long as the timing says they may', () => {
    const slow = alarmsOf(synthesize({ timing: { eventBudgetSeconds: 24 } }));
    const thresholds = (from: AlarmProperties[]) =>
      watching('ApproximateAgeOfOldestMessage', from).map(({ Threshold }) => Threshold);
    expect(thresholds(alarms)).toEqual([1800, 1800]);
    expect(thresholds(slow)).toEqual([2520, 2520]);
  });

  it('watches crashes of the door and of the sweeper, and what API Gateway answers', () => {
    expect(watchedOf('Errors', 'FunctionName')).toEqual(['IngestFunction', 'SweepSweeperFunction']);
    expect(watchedOf('5xx', 'ApiId')).toEqual(['WebhooksApi']);
  });

  it('rings when the sweeper stands still, of which no metric tells', () => {
    expect(watchedOf('Invocations', 'FunctionName')).toEqual(['SweepSweeperFunction']);
    expect(watching('Invocations')).toMatchObject([
      {
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        Period: 300,
        EvaluationPeriods: 3,
        TreatMissingData: 'breaching',
      },
    ]);
  });
});

describe('alarms on what our own code counts', () => {
  it.each(Object.keys(METRICS))('find %s counted by a function', (metric) => {
    expect(COUNTED[metric]).not.toEqual([]);
  });

  it('watch events that are given up, refused tokens and refused claims', () => {
    const metrics = ['ClaimUnavailable', 'CredentialsRejected', 'Failed'];
    expect([...new Set(ours.map(({ MetricName }) => MetricName))].sort()).toEqual(metrics);
  });

  it.each([...new Set(ours.map(({ MetricName }) => MetricName))])(
    'watch %s under each function that counts it, and under no other',
    (metric) => {
      expect(watchedOf(metric, 'service')).toEqual(COUNTED[metric]);
    },
  );

  it('watch under the service alone, as telemetry writes it beside its own dimensions', () => {
    expect(ours.map(({ Dimensions }) => Dimensions.map(({ Name }) => Name))).toEqual(
      ours.map(() => ['service']),
    );
  });
});

describe('the topic of the alarms', () => {
  it('hears of every alarm, when it rings and when it is over', () => {
    const heard = alarmsOf(synthesize({ alarmTopicArn: TOPIC }));
    expect(heard).toHaveLength(alarms.length);
    for (const alarm of heard) {
      expect(alarm).toMatchObject({ AlarmActions: [TOPIC], OKActions: [TOPIC] });
    }
  });

  it('is nobody unless one is named', () => {
    expect(alarms.filter(({ AlarmActions, OKActions }) => AlarmActions || OKActions)).toEqual([]);
  });
});
