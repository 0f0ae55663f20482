import type { ScheduledEvent } from 'aws-lambda';
import { type FakeAws, startFakeAws } from '../support/fake-aws';
import { lambdaContext, useFunctionEnvironment } from '../support/function-environment';

describe('reconcile handler', () => {
  let aws: FakeAws;
  beforeAll(async () => {
    aws = await startFakeAws();
    useFunctionEnvironment('limai', { deploymentId: 'dep_123abc' });
  });
  afterAll(() => aws.stop());

  it('notes when it first ran, and asks nobody while its token is the placeholder', async () => {
    const placeholder = 'extraction-inbox: put the real value here (see README, Secrets)';
    aws.answer = ({ action }) => ({ body: action === 'GetSecretValue' ? { SecretString: placeholder } : {} });
    const { handler } = await import('../../lambda/handlers/reconcile');
    const reports = await handler({} as ScheduledEvent, lambdaContext(300_000));
    expect(reports).toMatchObject([
      { source: 'mine', outcome: 'off', because: expect.stringContaining('placeholder') },
    ]);
    expect(aws.calls.map(({ action }) => action)).toEqual(['GetItem', 'PutItem', 'GetSecretValue']);
  });
});
