import { METRICS } from '../../lambda/domain/metrics';
import { ofType, reviewOf, synthesize } from './synthesize';

const template = synthesize();
const alarms = ofType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

describe('alarms', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(template, 'Alarms')).toMatchSnapshot();
  });

  it('watches each dead-letter queue', () => {
    const deadLetters = alarms.filter(
      ({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible',
    );
    expect(deadLetters).toHaveLength(2);
  });

  it('watches no metric of ours that nobody counts', () => {
    const ours = alarms.filter(({ Namespace }) => Namespace === 'ExtractionInbox');
    expect(ours).not.toHaveLength(0);
    for (const { MetricName } of ours) {
      expect(Object.keys(METRICS)).toContain(MetricName);
    }
  });
});
