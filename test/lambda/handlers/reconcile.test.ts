import { SECRET_PLACEHOLDER } from '../../../lambda/contracts/source-settings';
import type { ReconcileReport } from '../../../lambda/usecases/reconcile/reconcile-deps';
import {
  type AwsAnswer,
  type AwsCall,
  awsError,
  type FakeAws,
  startFakeAws,
} from '../../support/aws/fake-aws';
import {
  lambdaContext,
  SETTINGS_ARN,
  settingsAnswer,
  useFunctionEnvironment,
} from '../../support/aws/function-environment';
import { type CapturedMetrics, captureMetrics } from '../../support/cloudwatch/capture-metrics';

const MINUTE = 60_000;
/** The function keeps this long for the page it has begun, and for its metrics. */
const RESERVE_MS = MINUTE;

describe('reconcile handler', () => {
  /** Stands in for AWS and for the provider's API. */
  let aws: FakeAws;
  let metrics: CapturedMetrics;
  let settings = () => awsError(500, 'InternalServiceError');
  let readable = settings;
  let time = Date.now();
  let run: (remainingMs?: number) => Promise<readonly ReconcileReport[]>;
  beforeAll(async () => {
    aws = await startFakeAws({ [SETTINGS_ARN]: () => settings() });
    const origin = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '';
    useFunctionEnvironment('limai');
    readable = () => settingsAnswer('limai', { deploymentId: 'dep_123abc', baseUrl: origin });
    process.env.LOCAL_ORIGINS = JSON.stringify([origin]);
    process.env.LISTING = JSON.stringify({ provider: 'limai', requestsPerSecond: 1000 });
    metrics = captureMetrics();
    const { handler } = await import('../../../lambda/handlers/reconcile');
    run = (remainingMs = 5 * MINUTE) =>
      handler({ 'detail-type': 'Scheduled Event' }, lambdaContext(remainingMs));
  });
  afterAll(async () => {
    metrics.stop();
    delete process.env.LOCAL_ORIGINS;
    await aws.stop();
  });
  beforeEach(() => {
    metrics.clear();
    aws.calls.length = 0;
    // Past the time for which the function keeps a secret.
    time += 10 * MINUTE;
    jest.spyOn(Date, 'now').mockReturnValue(time);
  });
  afterEach(() => jest.restoreAllMocks());

  const actions = () => aws.calls.map(({ action }) => action);

  /** AWS as it is at the first run, with a token in the secret; the rest as given. */
  const givenAnswers = (answers: Partial<Record<string, (call: AwsCall) => AwsAnswer>>) => {
    aws.answer = (call) => {
      const usual = { body: call.action === 'GetSecretValue' ? { SecretString: 'token' } : {} };
      return answers[call.action]?.(call) ?? usual;
    };
  };

  it('fails without a request while the settings of its sources cannot be read', async () => {
    await expect(run()).rejects.toMatchObject({ name: 'InternalServiceError' });
    expect(actions()).toEqual([]);
    settings = readable;
  });

  it('notes when it first ran, and makes no request while its token is the placeholder', async () => {
    givenAnswers({ GetSecretValue: () => ({ body: { SecretString: SECRET_PLACEHOLDER } }) });
    expect(await run()).toMatchObject([
      { source: 'mine', outcome: 'off', reason: expect.stringContaining('placeholder') },
    ]);
    // Its state and its next run; this table forgets both, so that the run itself notes them once more.
    const noted = ['GetItem', 'PutItem', 'PutItem', 'GetItem', 'PutItem'];
    expect(actions()).toEqual([...noted, 'GetSecretValue']);
  });

  describe('metrics', () => {
    it('writes them at the end of an invocation', async () => {
      givenAnswers({ GET: () => ({ status: 401, body: {} }) });
      expect(await run()).toMatchObject([{ outcome: 'paused' }]);
      expect(metrics.names()).toEqual(['CredentialsRejected']);
    });

    it('writes them when the invocation fails', async () => {
      const saves = [{}, {}, {}, awsError(400, 'AccessDeniedException')];
      givenAnswers({
        GET: () => ({ status: 429, headers: { 'retry-after': '0' }, body: {} }),
        PutItem: () => saves.shift() ?? {},
      });
      await expect(run()).rejects.toMatchObject({ name: 'SourcesFailedError' });
      expect(metrics.names()).toEqual(['Throttled']);
    });

    it('writes those of a page before it asks for the next one', async () => {
      const writtenBefore: (readonly string[])[] = [];
      const pages = [page(['never-arrived']), page([])];
      givenAnswers({
        GET: () => {
          writtenBefore.push(metrics.names());
          return pages.shift() ?? {};
        },
        Query: () => ({ body: { Items: [] } }),
      });
      expect(await run()).toMatchObject([{ outcome: 'complete', totals: { missing: 1 } }]);
      expect(writtenBefore).toEqual([[], expect.arrayContaining(['ReconciliationGap'])]);
    });
  });

  describe('time-out', () => {
    beforeEach(() => givenAnswers({ GET: () => page([]) }));

    it('asks for a page that can end a minute before the time-out', async () => {
      await run(RESERVE_MS + 1);
      expect(actions()).toContain('GET');
    });

    it('asks for none when less is left, and leaves the rest to the next run', async () => {
      expect(await run(RESERVE_MS)).toEqual([]);
      expect(actions()).not.toContain('GET');
    });
  });

  /** A page of Limai's list: these documents, extracted half an hour ago. */
  function page(ids: readonly string[]): AwsAnswer {
    const at = new Date(time - 30 * MINUTE).toISOString();
    const data = ids.map((id) => ({ id, status: 'EXTRACTED', createdAt: at, updatedAt: at }));
    return { body: { data, pagination: { total: data.length } } };
  }
});
