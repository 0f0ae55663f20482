import type { ExtractionProvider } from './choices';
import type { ExtractionInboxProps, ProviderLimits } from './extraction-inbox-props';
import type { ExtendSourceProps, InboxSourceProps, LimaiSourceProps } from './inbox-source';

/** The key of the configuration that a prop stands for. */
export interface PropRow {
  readonly key: string;
  /** Of a `Duration`: the unit of the key. */
  readonly unit?: 'seconds' | 'minutes' | 'hours' | 'days';
}

/** `undefined`: the prop is no key of the configuration, or is read in a way of its own. */
export type PropTable<Props> = Readonly<Record<keyof Props, PropRow | undefined>>;

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

const EVERY_SOURCE: PropTable<InboxSourceProps> = {
  baseUrl: { key: 'options.baseUrl' },
  maxEventAge: { key: 'maxEventAgeSeconds', unit: 'seconds' },
  throttlingRateLimit: { key: 'throttling.rate' },
  throttlingBurstLimit: { key: 'throttling.burst' },
  reconciliation: undefined,
  reconcileInterval: { key: 'reconcile.everyMinutes', unit: 'minutes' },
  reconcileFrom: { key: 'reconcile.from' },
  reconcileHorizon: { key: 'reconcile.horizonDays', unit: 'days' },
  reconcileSettleTime: { key: 'reconcile.settleMinutes', unit: 'minutes' },
};

const LIMAI: PropTable<LimaiSourceProps> = {
  ...EVERY_SOURCE,
  deploymentId: { key: 'options.deploymentId' },
  extractionSchemaId: { key: 'options.extractionSchemaId' },
  challengeAnswer: { key: 'options.challengeAnswer' },
  verification: { key: 'options.verification' },
};

const EXTEND: PropTable<ExtendSourceProps> = {
  ...EVERY_SOURCE,
  region: { key: 'options.region' },
  apiVersion: { key: 'options.apiVersion' },
  workspaceId: { key: 'options.workspaceId' },
  signatureMaxAge: { key: 'options.maxAgeSeconds', unit: 'seconds' },
  reconcileRunSources: { key: 'options.reconcile.runSources' },
  reconcileExtractorIds: { key: 'options.reconcile.extractorIds' },
  reconcilePageSize: { key: 'options.reconcile.pageSize' },
};

/** Every prop of a source, by its provider. */
export const SOURCE_PROPS: Readonly<Record<ExtractionProvider, PropTable<object>>> = {
  limai: LIMAI,
  extend: EXTEND,
};

/** Every field of an entry of `providerLimits`; the keys are those of `providers.<id>`. */
export const LIMIT_PROPS: PropTable<ProviderLimits> = {
  provider: undefined,
  requestsPerSecond: { key: 'requestsPerSecond' },
  maxConcurrency: { key: 'maxConcurrency' },
  inBatchConcurrency: { key: 'inBatchConcurrency' },
  listRequestsPerSecond: { key: 'listRequestsPerSecond' },
};

/** The rows of a table that are keys of the configuration, with their props. */
export function listRows(table: PropTable<object>): readonly (readonly [prop: string, row: PropRow])[] {
  return Object.entries<PropRow | undefined>(table).flatMap(([prop, row]) =>
    row ? [[prop, row] as const] : [],
  );
}
