import { Match } from 'aws-cdk-lib/assertions';
import { reviewOf, synthesize } from '../synthesize';

const template = synthesize();

describe('sweep schedule', () => {
  it('reads as reviewed', () => {
    expect(reviewOf(template, 'Sweep')).toMatchSnapshot();
  });

  it('starts the sweeper each minute, without the scheduler repeating a missed run', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 0 } })],
    });
  });

  it('may query the work index alone', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'dynamodb:Query',
            Resource: { 'Fn::Join': ['', [Match.anyValue(), '/index/byWork']] },
          }),
        ]),
      },
    });
  });
});
