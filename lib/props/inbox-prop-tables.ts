import type { ExtractionInboxProps, ProviderLimits } from './extraction-inbox-props';
import type { PropTable } from './prop-table';

/** Every prop of an inbox. */
export const INBOX_PROPS: PropTable<ExtractionInboxProps> = {
  sources: undefined,
  providerLimits: undefined,
  retryWindow: { key: 'retry.windowHours', unit: 'hours' },
  notReadyWindow: { key: 'retry.notReadyWindowHours', unit: 'hours' },
  notFoundGrace: { key: 'retry.notFoundGraceMinutes', unit: 'minutes' },
  eventBudget: { key: 'timing.eventBudgetSeconds', unit: 'seconds' },
  batchSize: { key: 'timing.batchSize' },
  maxBatchingWindow: { key: 'timing.maxBatchingWindowSeconds', unit: 'seconds' },
  logRetention: { key: 'retention.logDays' },
  recordRetention: { key: 'retention.recordDays', unit: 'days' },
  rawBodyRetention: { key: 'retention.rawBodyDays', unit: 'days' },
  oldVersionRetention: { key: 'retention.oldVersionDays', unit: 'days' },
  coldStorage: undefined,
  coldStorageAfter: { key: 'retention.coldStorageAfterDays', unit: 'days' },
  removalPolicy: undefined,
  deletionProtection: { key: 'deletionProtection' },
  encryptionKey: undefined,
  customerManagedKey: { key: 'encryption.customerManagedKey' },
  encryptLogs: { key: 'encryption.logs' },
  secretCacheTime: { key: 'secrets.cacheSeconds', unit: 'seconds' },
  secretRefreshFloor: { key: 'secrets.refreshFloorSeconds', unit: 'seconds' },
  throttlingRateLimit: { key: 'throttling.rate' },
  throttlingBurstLimit: { key: 'throttling.burst' },
  ingestReservedConcurrency: { key: 'reservedConcurrency.ingest' },
  domainName: undefined,
  certificate: undefined,
  disableExecuteApiEndpoint: undefined,
  alarmTopic: undefined,
  alarmLevel: { key: 'monitoring.alarms' },
  dashboard: { key: 'monitoring.dashboard' },
  runbookUrl: { key: 'runbookUrl' },
  logLevel: { key: 'logLevel' },
  tracing: { key: 'tracing' },
  serverAccessLogsBucket: undefined,
  indexShards: { key: 'indexShards' },
  formerIndexShards: { key: 'formerIndexShards' },
  fips: { key: 'fips' },
};

/** Every field of an entry of `providerLimits`; the keys are those of `providers.<id>`. */
export const LIMIT_PROPS: PropTable<ProviderLimits> = {
  provider: undefined,
  requestsPerSecond: { key: 'requestsPerSecond' },
  maxConcurrency: { key: 'maxConcurrency' },
  inBatchConcurrency: { key: 'inBatchConcurrency' },
  listRequestsPerSecond: { key: 'listRequestsPerSecond' },
};
