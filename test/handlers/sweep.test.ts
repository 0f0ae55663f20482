import type { ScheduledEvent } from 'aws-lambda';
import { type FakeAws, startFakeAws } from '../support/fake-aws';
import { lambdaContext, useFunctionEnvironment } from '../support/function-environment';

describe('sweep handler', () => {
  let aws: FakeAws;
  beforeAll(async () => {
    aws = await startFakeAws();
    useFunctionEnvironment('limai');
  });
  afterAll(() => aws.stop());

  it('reads each shard of the work index once when nothing is due', async () => {
    aws.answer = () => ({ body: { Items: [], Count: 0 } });
    const { handler } = await import('../../lambda/handlers/sweep');
    const report = await handler({} as ScheduledEvent, lambdaContext());
    expect(report).toEqual({ reads: 2, due: 0, sent: 0, failed: 0, complete: true });
    expect(aws.calls.map(({ action }) => action)).toEqual(['Query', 'Query']);
  });
});
