import type { Context } from 'aws-lambda';
import type { AwsAnswer } from './fake-aws';

const DAY = 86_400;

export const SETTINGS_ARN = 'arn:settings';

/** The settings of one source of one provider, as Secrets Manager gives them. */
export function settingsAnswer(provider: string, options: object = {}): AwsAnswer {
  const source = {
    id: 'mine',
    provider,
    options,
    reconcile: { everyMinutes: 60, horizonDays: 30, settleMinutes: 15 },
    signingSecretArn: 'arn:signing',
    apiTokenSecretArn: 'arn:token',
  };
  return { body: { SecretString: JSON.stringify([source]) } };
}

/** Puts into the process what the stack gives a function that serves one source of one provider. Metrics go to standard output (captureMetrics). */
export function useFunctionEnvironment(provider: string): void {
  Object.assign(process.env, {
    POWERTOOLS_SERVICE_NAME: 'test',
    POWERTOOLS_METRICS_NAMESPACE: 'ExtractionInbox',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POLICY: JSON.stringify({
      leaseSeconds: 90,
      graceSeconds: 600,
      retryWindowSeconds: DAY,
      notReadyWindowSeconds: 2 * DAY,
      notFoundGraceSeconds: 300,
      recordRetentionDays: 90,
      indexShards: 2,
    }),
    EVENT_TABLE_NAME: 'events',
    BUCKET_NAME: 'results',
    WORK_QUEUE_URLS: JSON.stringify({ [provider]: `https://sqs.us-east-1.amazonaws.com/1/${provider}` }),
    SOURCE_SETTINGS: SETTINGS_ARN,
    CONFIGURED_SOURCES: JSON.stringify({ [provider]: ['mine'] }),
    SECRETS_CACHE: JSON.stringify({ cacheSeconds: 300, refreshFloorSeconds: 30 }),
    PROVIDER: provider,
    LISTING: JSON.stringify({ provider, requestsPerSecond: 1 }),
    PRESSURE: JSON.stringify({ inBatchConcurrency: 2, requestsPerSecond: 100, eventBudgetSeconds: 12 }),
  });
}

export function lambdaContext(remainingMs = 25_000): Context {
  return {
    functionName: 'f',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:1:function:f',
    memoryLimitInMB: '512',
    awsRequestId: 'request',
    getRemainingTimeInMillis: () => remainingMs,
  } as Context;
}
