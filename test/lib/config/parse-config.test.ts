import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import defaultConfig from '../../../extraction-inbox.config';
import { ConfigError, type ConfigProblem } from '../../../lib/config/config-error';
import { type ConfigInput, LOG_DAYS } from '../../../lib/config/config-schema';
import { parseConfig } from '../../../lib/config/parse-config';

function findProblems(input: unknown): readonly ConfigProblem[] {
  try {
    parseConfig(input as ConfigInput);
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

function expectProblem(change: object, problem: Partial<ConfigProblem>): void {
  expect(findProblems({ ...defaultConfig, ...change })).toEqual([expect.objectContaining(problem)]);
}

const [LIMAI] = defaultConfig.sources;

describe('configuration', () => {
  it('accepts the default file and fills in every default', () => {
    expect(parseConfig(defaultConfig)).toMatchObject({
      sources: [{ id: 'limai' }, { id: 'extend' }],
      retry: { windowHours: 24, notReadyWindowHours: 72, notFoundGraceMinutes: 15 },
      timing: { eventBudgetSeconds: 12, batchSize: 10, maxBatchingWindowSeconds: 0 },
      retention: { logDays: 90, recordDays: 400, rawBodyDays: 90, oldVersionDays: 30 },
      throttling: { rate: 1000, burst: 2000 },
      secrets: { cacheSeconds: 300, refreshFloorSeconds: 30 },
      reservedConcurrency: {},
      encryption: { customerManagedKey: false, logs: false },
      tracing: false,
      logLevel: 'INFO',
      indexShards: 4,
      protectData: true,
      terminationProtection: false,
      deletionProtection: false,
    });
  });

  it('fills in the options of the provider', () => {
    const [source] = parseConfig({ sources: [{ id: 'a', provider: 'limai' }] }).sources;
    expect(source?.options).toMatchObject({ baseUrl: 'https://app.limai.io', verification: 'signed' });
  });

  it('takes a provider’s pressure from its manifest unless told otherwise', () => {
    const config = parseConfig({ ...defaultConfig, providers: { extend: { maxConcurrency: 4 } } });
    expect(config.providers.map(({ id, pressure }) => [id, pressure.maxConcurrency])).toEqual([
      ['limai', 2],
      ['extend', 4],
    ]);
  });

  it('lets the slowest provider set the time of every processor', () => {
    const config = parseConfig({ ...defaultConfig, providers: { extend: { inBatchConcurrency: 1 } } });
    expect(config.timing.processorTimeoutSeconds).toBe(126);
  });

  it('takes no formerIndexShards below indexShards', () => {
    expect(parseConfig({ ...defaultConfig, indexShards: 4, formerIndexShards: 20 })).toMatchObject({
      indexShards: 4,
      formerIndexShards: 20,
    });
    expect(() => parseConfig({ ...defaultConfig, indexShards: 4, formerIndexShards: 3 })).toThrow(
      'formerIndexShards: got 3, expected at least indexShards (4).',
    );
  });

  it('names key, value, expectation and remedy in its message', () => {
    expect(() => parseConfig({ ...defaultConfig, indexShards: 0 })).toThrow(
      'indexShards: got 0, expected a whole number from 1 to 100.',
    );
  });

  it('names every problem at once', () => {
    expect(findProblems({ ...defaultConfig, indexShards: 0, protectData: 'yes' })).toHaveLength(2);
  });

  it('refuses a key it does not know', () => {
    expectProblem({ retention: { logsDays: 3 } }, { key: 'retention.logsDays', got: 3 });
  });

  it('refuses an option its provider does not know', () => {
    const source = { ...LIMAI, options: { basUrl: 'https://example.com' } };
    expectProblem({ sources: [source] }, { key: 'sources[0].options.basUrl', got: 'https://example.com' });
  });

  it('refuses an option of the wrong shape', () => {
    const source = { ...LIMAI, options: { verification: 'maybe' } };
    expectProblem({ sources: [source] }, { key: 'sources[0].options.verification', got: 'maybe' });
  });

  it.each([
    'http://api.example.com',
    'http://127.0.0.1:4000',
    'https://127.0.0.1',
    'https://user:pass@example.com',
    'https://example.com/?key=1',
    'ftp://x',
  ])('refuses %s as a base URL', (baseUrl) => {
    const source = { ...LIMAI, options: { baseUrl } };
    expectProblem({ sources: [source] }, { key: 'sources[0].options.baseUrl', got: baseUrl });
  });

  it('refuses a provider it does not know and names those it does', () => {
    expectProblem(
      { sources: [{ id: 'a', provider: 'nobody' }] },
      { key: 'sources[0].provider', expected: 'one of limai, extend' },
    );
  });

  it.each(['', 'Upper', 'a/b', 'a#b', 'a!b', 'x'.repeat(41)])('refuses %j as a source id', (id) => {
    expectProblem({ sources: [{ id, provider: 'limai' }] }, { key: 'sources[0].id', got: id });
  });

  it.each([
    ['the same', 'a', 'a'],
    ['the same but for hyphens', 'a-1', 'a1'],
  ])('refuses two source ids that are %s', (_name, first, second) => {
    const sources = [first, second].map((id) => ({ id, provider: 'limai' }));
    expectProblem({ sources }, { key: 'sources[1].id', got: second });
  });

  it('refuses a source id of hyphens alone', () => {
    expectProblem({ sources: [{ id: '--', provider: 'limai' }] }, { key: 'sources[0].id' });
  });

  it('refuses to serve no source', () => {
    expectProblem({ sources: [] }, { key: 'sources', expected: 'at least one source' });
  });

  it('refuses fewer than two processors, which AWS does not offer', () => {
    const providers = { limai: { maxConcurrency: 1 } };
    expectProblem({ providers }, { key: 'providers.limai.maxConcurrency', got: 1 });
  });

  it.each([
    { rawBodyDays: 4, windowHours: 24, notReadyWindowHours: 72 },
    { rawBodyDays: 5, windowHours: 24, notReadyWindowHours: 73 },
    { rawBodyDays: 5, windowHours: 96, notReadyWindowHours: 24 },
    { rawBodyDays: 2, windowHours: 1, notReadyWindowHours: 1 },
    { rawBodyDays: 13, windowHours: 288, notReadyWindowHours: 288 },
  ])(
    'keeps raw bodies $rawBodyDays days for windows of $windowHours and $notReadyWindowHours hours',
    ({ rawBodyDays, ...retry }) => {
      expect(findProblems({ ...defaultConfig, retention: { rawBodyDays }, retry })).toEqual([]);
    },
  );

  it.each([
    { rawBodyDays: 3, windowHours: 24, notReadyWindowHours: 72, least: 4 },
    { rawBodyDays: 4, windowHours: 24, notReadyWindowHours: 73, least: 5 },
    { rawBodyDays: 4, windowHours: 73, notReadyWindowHours: 24, least: 5 },
    { rawBodyDays: 4, windowHours: 96, notReadyWindowHours: 24, least: 5 },
    { rawBodyDays: 1, windowHours: 1, notReadyWindowHours: 1, least: 2 },
    { rawBodyDays: 12, windowHours: 288, notReadyWindowHours: 288, least: 13 },
  ])(
    'refuses raw bodies of $rawBodyDays days for windows of $windowHours and $notReadyWindowHours hours',
    ({ rawBodyDays, least, ...retry }) => {
      const longest = Math.max(retry.windowHours, retry.notReadyWindowHours);
      expectProblem(
        { retention: { rawBodyDays }, retry },
        {
          key: 'retention.rawBodyDays',
          got: rawBodyDays,
          expected: `at least ${least} days: one day more than the longest retry window (${longest} hours)`,
        },
      );
    },
  );

  it('refuses an early refresh that would come later than the ordinary one', () => {
    const secrets = { cacheSeconds: 10, refreshFloorSeconds: 11 };
    expectProblem({ secrets }, { key: 'secrets.refreshFloorSeconds', got: 11 });
    expect(parseConfig({ ...defaultConfig, secrets: { cacheSeconds: 30 } }).secrets).toEqual({
      cacheSeconds: 30,
      refreshFloorSeconds: 30,
    });
  });

  it.each([{ rate: 0 }, { burst: 10_001 }])('refuses %j as the limits of a source', (throttling) => {
    const [key] = Object.keys(throttling);
    expectProblem({ sources: [{ ...LIMAI, throttling }] }, { key: `sources[0].throttling.${key}` });
  });

  it('refuses to set no concurrency aside, which would close the door', () => {
    const key = 'reservedConcurrency.ingest';
    expectProblem({ reservedConcurrency: { ingest: 0 } }, { key, got: 0 });
  });

  it('refuses to encrypt logs with a key that there is not', () => {
    expectProblem({ encryption: { logs: true } }, { key: 'encryption.logs', got: true });
  });

  it.each(['', 'My-Logs', 'arn:aws:s3:::logs', 'x'])(
    'refuses %j as the bucket of the access logs',
    (name) => {
      expectProblem({ accessLogBucketName: name }, { key: 'accessLogBucketName', got: name });
    },
  );

  it('refuses a log level that is none', () => {
    expectProblem({ logLevel: 'debug' }, { key: 'logLevel', expected: 'one of DEBUG, INFO, WARN, ERROR' });
  });

  it('refuses a log retention that CloudWatch does not know', () => {
    expectProblem({ retention: { logDays: 91 } }, { key: 'retention.logDays', got: 91 });
  });

  it.each([
    'arn:aws:sns:eu-central-1:123456789012:on-call',
    'arn:aws-us-gov:sns:us-gov-west-1:123456789012:a_b',
  ])('takes %s as the topic of the alarms', (alarmTopicArn) => {
    expect(parseConfig({ ...defaultConfig, alarmTopicArn }).alarmTopicArn).toBe(alarmTopicArn);
  });

  it.each([
    '',
    'on-call',
    'arn:aws:sqs:eu-central-1:123456789012:on-call',
    'arn:aws:sns:eu-central-1:1234:on-call',
    'arn:aws:sns:eu-central-1:123456789012:on-call.fifo',
    'arn:aws:sns:eu-central-1:123456789012:on-call:0b1c-subscription',
    7,
  ])('refuses %j as the topic of the alarms', (alarmTopicArn) => {
    expectProblem({ alarmTopicArn }, { key: 'alarmTopicArn', got: alarmTopicArn });
  });

  it('refuses results that move to cold storage before S3 allows it', () => {
    expectProblem({ retention: { coldStorageAfterDays: 29 } }, { key: 'retention.coldStorageAfterDays' });
  });

  it.each([undefined, null, 7, 'text', []])('refuses %j as a whole', (input) => {
    expect(findProblems(input)).not.toHaveLength(0);
  });
});

describe('FIPS endpoints', () => {
  it.each(['us-east-1', 'ca-west-1', 'us-gov-west-1'])('are taken in %s', (region) => {
    expect(findProblems({ ...defaultConfig, fips: true, env: { region } })).toEqual([]);
  });

  it.each([
    [{ region: 'eu-central-1' }, 'deploy to one of these regions'],
    [{ account: '111122223333' }, 'Set env.region'],
    [undefined, 'Set env.region'],
  ])('are refused with env %j', (env, remedy) => {
    expectProblem(
      { fips: true, ...(env && { env }) },
      { key: 'fips', remedy: expect.stringContaining(remedy) },
    );
  });
});

describe('the topic of the alarms', () => {
  const alarmTopicArn = 'arn:aws:sns:eu-central-1:111122223333:on-call';

  it('must be in the region of the stack, where that is configured', () => {
    expect(findProblems({ ...defaultConfig, alarmTopicArn })).toEqual([]);
    expect(findProblems({ ...defaultConfig, alarmTopicArn, env: { region: 'eu-central-1' } })).toEqual([]);
    expectProblem(
      { alarmTopicArn, env: { region: 'eu-west-1' } },
      { key: 'alarmTopicArn', got: alarmTopicArn },
    );
  });
});

describe('the periods of retention.logDays', () => {
  it('are those of the CDK', () => {
    const days = Object.values(RetentionDays).filter((value) => typeof value === 'number');
    expect(LOG_DAYS).toEqual(days.filter((value) => value !== RetentionDays.INFINITE));
  });
});
