import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { encodeMessage } from '../../lambda/domain/work-message';
import { awsError, type FakeAws, startFakeAws } from '../support/fake-aws';
import { lambdaContext, useFunctionEnvironment } from '../support/function-environment';

describe('process handler', () => {
  let aws: FakeAws;
  let work: (...bodies: string[]) => Promise<SQSBatchResponse>;
  beforeAll(async () => {
    aws = await startFakeAws();
    useFunctionEnvironment('limai');
    const { handler } = await import('../../lambda/handlers/process');
    work = (...bodies) => {
      const Records = bodies.map((body, n) => ({ messageId: `m${n}`, body }));
      return handler({ Records } as SQSEvent, lambdaContext());
    };
  });
  afterAll(() => aws.stop());

  it('leaves to the queue the messages it broke on, and only these', async () => {
    aws.answer = ({ action }) =>
      action === 'UpdateItem' ? awsError(400, 'ConditionalCheckFailedException') : { body: {} };
    expect(await work('no message of ours', encodeMessage('mine#gone'))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    });
  });

  it('acknowledges a whole batch of events that need nothing more', async () => {
    expect(await work(encodeMessage('mine#1'), encodeMessage('mine#2'))).toEqual({ batchItemFailures: [] });
  });
});
