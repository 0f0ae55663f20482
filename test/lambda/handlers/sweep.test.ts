import type { ScheduledEvent } from 'aws-lambda';
import { toItem } from '../../../lambda/adapters/dynamodb/event-item';
import type { SweepReport } from '../../../lambda/usecases/sweep/sweep-events';
import {
  type AwsAnswer,
  type AwsCall,
  awsError,
  type FakeAws,
  startFakeAws,
} from '../../support/aws/fake-aws';
import { lambdaContext, useFunctionEnvironment } from '../../support/aws/function-environment';
import { type CapturedMetrics, captureMetrics } from '../../support/cloudwatch/capture-metrics';
import { NOW, recordIn, waitingRecord } from '../../support/records/records';

/** The function keeps this long for the page it has begun, and for its metrics. */
const RESERVE_MS = 5_000;

describe('sweep handler', () => {
  let aws: FakeAws;
  let metrics: CapturedMetrics;
  let run: (remainingMs?: number) => Promise<SweepReport>;
  beforeAll(async () => {
    aws = await startFakeAws();
    useFunctionEnvironment('limai');
    metrics = captureMetrics();
    const { handler } = await import('../../../lambda/handlers/sweep');
    run = (remainingMs) => handler({} as ScheduledEvent, lambdaContext(remainingMs));
  });
  afterAll(async () => {
    metrics.stop();
    await aws.stop();
  });
  beforeEach(() => {
    metrics.clear();
    aws.calls.length = 0;
    aws.answer = () => ({ body: { Items: [], Count: 0 } });
  });

  it('reads each shard of the work index once, and one beyond, when nothing is due', async () => {
    expect(await run()).toEqual({ reads: 3, due: 0, sent: 0, givenUp: 0, sourceRemoved: 0, complete: true });
    expect(aws.calls.map(({ action }) => action)).toEqual(['Query', 'Query', 'Query']);
  });

  describe('metrics', () => {
    it('writes them at the end of an invocation', async () => {
      aws.answer = oneOverdue({ otherShard: { body: { Items: [] } } });
      expect(await run()).toMatchObject({ due: 1, givenUp: 1 });
      expect(metrics.names()).toContain('Failed');
    });

    it('writes what was counted before a read of the index failed', async () => {
      aws.answer = oneOverdue({ otherShard: awsError(400, 'AccessDeniedException') });
      await expect(run()).rejects.toMatchObject({ name: 'AccessDeniedException' });
      expect(metrics.names()).toContain('Failed');
    });
  });

  describe('time-out', () => {
    beforeEach(() => {
      jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    });
    afterEach(() => jest.restoreAllMocks());

    it('reads a page that can end five seconds before the time-out', async () => {
      expect(await run(RESERVE_MS + 1)).toMatchObject({ reads: 3, complete: true });
    });

    it('reads none when less is left, and says that it is not complete', async () => {
      expect(await run(RESERVE_MS)).toMatchObject({ reads: 0, complete: false });
    });
  });
});

/** The first shard that is read holds an event whose window was over long ago. */
function oneOverdue({ otherShard }: { readonly otherShard: AwsAnswer }): (call: AwsCall) => AwsAnswer {
  const past = { dueAt: NOW, updatedAt: NOW + 2 * 86_400_000 };
  const record = waitingRecord({ ...past, source: 'mine' });
  const shards = [{ body: { Items: [toItem({ pk: record.pk, dueAt: NOW })] } }, otherShard];
  return ({ action }) => {
    switch (action) {
      case 'Query':
        return shards.shift() ?? {};
      case 'GetItem':
        return { body: { Item: toItem(record) } };
      default:
        return { body: { Attributes: toItem(recordIn('FAILED')) } };
    }
  };
}
