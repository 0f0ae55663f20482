import { createHash } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { encodeMessage } from '../../../lambda/domain/record/work-message';
import { awsError, type FakeAws, startFakeAws } from '../../support/aws/fake-aws';
import {
  lambdaContext,
  SETTINGS_ARN,
  settingsAnswer,
  useFunctionEnvironment,
} from '../../support/aws/function-environment';
import { type CapturedMetrics, captureMetrics } from '../../support/cloudwatch/capture-metrics';

/** The function keeps this long for its answer and its metrics. */
const RESERVE_MS = 1_000;
/** The longest an event may take: its budget of 12 s, and what calls to AWS may add. */
const LONGEST_EVENT_MS = 16_000;

type Records = SQSEvent['Records'];

describe('process handler', () => {
  let aws: FakeAws;
  let metrics: CapturedMetrics;
  let settings = () => settingsAnswer('limai');
  let handle: (records: Records, remainingMs?: number) => Promise<SQSBatchResponse>;
  const work = (...bodies: string[]) => handle(messages(...bodies));
  beforeAll(async () => {
    aws = await startFakeAws({ [SETTINGS_ARN]: () => settings() });
    useFunctionEnvironment('limai');
    metrics = captureMetrics();
    const { handler } = await import('../../../lambda/handlers/process');
    handle = (Records, remainingMs) => handler({ Records }, lambdaContext(remainingMs));
  });
  afterAll(async () => {
    metrics.stop();
    await aws.stop();
  });
  beforeEach(() => {
    metrics.clear();
    aws.calls.length = 0;
    // No event has a record.
    aws.answer = ({ action }) =>
      action === 'UpdateItem' ? awsError(400, 'ConditionalCheckFailedException') : { body: {} };
  });

  it('queues a whole batch again while the settings of its sources cannot be read, so that nothing counts as a crash', async () => {
    settings = () => awsError(500, 'InternalServiceError');
    aws.answer = ({ body }) => {
      const { MessageBody } = JSON.parse(body.toString()) as { readonly MessageBody: string };
      return { body: { MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') } };
    };
    const failures = await work('no message of ours', encodeMessage('mine#1'), encodeMessage('mine#2'));
    expect(failures).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    const sent = aws.calls.map(({ action, body }) => [action, JSON.parse(body.toString())]);
    expect(sent).toHaveLength(2);
    expect(sent).toEqual(
      expect.arrayContaining(
        ['mine#1', 'mine#2'].map((pk) => [
          'SendMessage',
          expect.objectContaining({ MessageBody: encodeMessage(pk), DelaySeconds: 30 }),
        ]),
      ),
    );
  });

  it('leaves to the queue what it cannot queue again', async () => {
    aws.answer = () => awsError(400, 'AccessDeniedException');
    const failures = await work(encodeMessage('mine#1'));
    expect(failures).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    settings = () => settingsAnswer('limai');
    // The failure is kept for a second.
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 5_000);
    aws.answer = ({ action }) =>
      action === 'UpdateItem' ? awsError(400, 'ConditionalCheckFailedException') : { body: {} };
    expect(await work(encodeMessage('mine#1'))).toEqual({ batchItemFailures: [] });
    jest.restoreAllMocks();
  });

  it('leaves to the queue the messages it crashed on, and only these', async () => {
    expect(await work('no message of ours', encodeMessage('mine#gone'))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    });
  });

  it('acknowledges a whole batch of events that need nothing more', async () => {
    expect(await work(encodeMessage('mine#1'), encodeMessage('mine#2'))).toEqual({ batchItemFailures: [] });
  });

  describe('metrics', () => {
    it('writes them at the end of an invocation', async () => {
      await work(encodeMessage('mine#gone'));
      expect(metrics.names()).toEqual(['UnknownEvent']);
    });

    it('writes them when the invocation fails', async () => {
      const broken = [...messages(encodeMessage('mine#gone')), null] as Records;
      await expect(handle(broken)).rejects.toThrow(TypeError);
      expect(metrics.names()).toEqual(['UnknownEvent']);
    });
  });

  describe('time-out', () => {
    beforeEach(() => {
      jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    });
    afterEach(() => jest.restoreAllMocks());

    const actions = async (remainingMs: number) => {
      await handle(messages(encodeMessage('mine#gone')), remainingMs);
      return aws.calls.map(({ action }) => action);
    };

    it('begins an event that can end a second before the time-out', async () => {
      expect(await actions(LONGEST_EVENT_MS + RESERVE_MS)).toEqual(['UpdateItem']);
    });

    it('sends the message again when the event might take longer', async () => {
      expect(await actions(LONGEST_EVENT_MS + RESERVE_MS - 1)).toEqual(['SendMessage']);
    });
  });
});

function messages(...bodies: string[]): Records {
  return bodies.map((body, n) => ({ messageId: `m${n}`, body })) as Records;
}
