import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { PowertoolsTelemetry } from '../../../lambda/adapters/telemetry/powertools-telemetry';
import { getProvider } from '../../../lambda/providers/registry';
import { awsError, type FakeAws, startFakeAws } from '../../support/aws/fake-aws';
import {
  lambdaContext,
  SETTINGS_ARN,
  settingsAnswer,
  useFunctionEnvironment,
} from '../../support/aws/function-environment';
import { type CapturedMetrics, captureMetrics } from '../../support/cloudwatch/capture-metrics';

const KEY = 'k3y';
const BODY = Buffer.from('{"type":"NOT_KNOWN_YET","eventId":"e1","timestamp":"2026-03-01T12:00:00Z"}');

describe('ingest handler', () => {
  let aws: FakeAws;
  let metrics: CapturedMetrics;
  let settings = () => settingsAnswer('limai');
  let post: (
    headers?: Record<string, string>,
    path?: string,
    context?: Context,
  ) => Promise<APIGatewayProxyStructuredResultV2>;
  beforeAll(async () => {
    aws = await startFakeAws({ [SETTINGS_ARN]: () => settings() });
    useFunctionEnvironment('limai');
    metrics = captureMetrics();
    const { handler } = await import('../../../lambda/handlers/ingest');
    post = (headers = {}, path = '/webhooks/mine', context = lambdaContext()) =>
      handler(
        {
          rawPath: path,
          headers,
          body: BODY.toString('base64'),
          isBase64Encoded: true,
        } as unknown as APIGatewayProxyEventV2,
        context,
      );
  });
  afterAll(async () => {
    metrics.stop();
    await aws.stop();
  });
  beforeEach(() => {
    metrics.clear();
    aws.calls.length = 0;
  });

  it('answers 503 before anything is claimed while the settings of its sources cannot be read', async () => {
    settings = () => awsError(500, 'InternalServiceError');
    expect(await post(signature())).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
      body: '{"error":"unavailable"}',
    });
    expect(aws.calls).toEqual([]);
    expect(metrics.names()).toEqual(['ClaimUnavailable']);
  });

  it('answers 503 to settings that it cannot understand', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 2_000);
    settings = () => ({ body: { SecretString: '[{"id":"mine"}]' } });
    expect(await post(signature())).toMatchObject({ statusCode: 503 });
    clock.mockRestore();
  });

  it('reads the settings once they can be read, once in the life of the process', async () => {
    let reads = 0;
    settings = () => {
      reads += 1;
      return settingsAnswer('limai');
    };
    // The failures above are kept for a second.
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 5_000);
    aws.answer = () => ({ body: { SecretString: JSON.stringify([KEY]) } });
    const answers = await Promise.all([post(), post(), post()]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401]);
    await post();
    expect(reads).toBe(1);
    clock.mockRestore();
  });

  it('answers 503 and asks to come again while Secrets Manager does not answer', async () => {
    aws.answer = () => awsError(500, 'InternalServiceError');
    // The failure is kept for a second, which must be over for the tests below.
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 60_000);
    expect(await post(signature())).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
      body: '{"error":"unavailable"}',
    });
    clock.mockRestore();
  });

  it('answers 401 to a wrong signature, and stores nothing', async () => {
    aws.answer = () => ({ body: { SecretString: JSON.stringify([KEY]) } });
    expect(await post({ 'X-Webhook-Signature': `sha256=${'0'.repeat(64)}` })).toMatchObject({
      statusCode: 401,
      body: '{"error":"invalid_signature"}',
    });
    expect(aws.calls.filter(({ action }) => action !== 'GetSecretValue')).toEqual([]);
  });

  it('answers 200 once the claim is in the table', async () => {
    aws.answer = ({ action }) => ({ body: action === 'GetSecretValue' ? { SecretString: KEY } : {} });
    expect(await post(signature())).toMatchObject({ statusCode: 200 });
    const claim = aws.calls.find(({ action }) => action === 'PutItem');
    expect(JSON.parse(claim?.body.toString() ?? '')).toMatchObject({
      TableName: 'events',
      Item: { source: { S: 'mine' }, rawBody: { S: BODY.toString() } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('answers 503 while DynamoDB does not answer', async () => {
    aws.answer = ({ action }) => (action === 'PutItem' ? undefined : { body: { SecretString: KEY } });
    expect(await post(signature())).toMatchObject({ statusCode: 503 });
  });

  it('answers 404 for a source it does not serve', async () => {
    expect(await post({}, '/webhooks/other')).toMatchObject({ statusCode: 404 });
    expect(aws.calls).toHaveLength(0);
  });

  it('answers 401 to an event without headers', async () => {
    aws.answer = () => ({ body: { SecretString: KEY } });
    expect(await post(null as unknown as Record<string, string>)).toMatchObject({ statusCode: 401 });
  });

  describe('metrics', () => {
    it('writes them at the end of an invocation', async () => {
      aws.answer = () => ({ body: { SecretString: KEY } });
      await post();
      expect(metrics.names()).toEqual(['SignatureRejected']);
    });

    it('writes them when the request could not be handled', async () => {
      const flush = jest.spyOn(PowertoolsTelemetry.prototype, 'flush');
      const getRemainingTimeInMillis = () => {
        throw new Error('bug');
      };
      const broken = { ...lambdaContext(), getRemainingTimeInMillis };
      expect(await post({}, undefined, broken)).toMatchObject({ statusCode: 503 });
      expect(flush).toHaveBeenCalledTimes(1);
      flush.mockRestore();
    });
  });
});

function signature(): Record<string, string> {
  return getProvider('limai').sign(BODY, KEY, Date.now());
}
