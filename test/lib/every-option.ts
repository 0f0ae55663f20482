import defaultConfig from '../../extraction-inbox.config';
import type { ConfigInput } from '../../lib/config/config-schema';

/** A configuration with every key set, complete by its type: a new key of the configuration does not compile until it stands here. */
export const EVERY_OPTION: Required<ConfigInput> = {
  sources: [
    ...defaultConfig.sources,
    { id: 'third', provider: 'limai', maxEventAgeSeconds: 86_400, throttling: { rate: 10, burst: 20 } },
    {
      id: 'fourth',
      provider: 'extend',
      options: { baseUrl: 'https://api.example.com/v1', workspaceId: 'ws_1' },
    },
  ],
  providers: { limai: { requestsPerSecond: 5 } },
  retry: { windowHours: 12 },
  timing: { batchSize: 5 },
  retention: { logDays: 30 },
  secrets: { cacheSeconds: 120 },
  throttling: { rate: 100 },
  reservedConcurrency: { ingest: 50 },
  encryption: { customerManagedKey: true, logs: true },
  accessLogBucketName: 'access-logs',
  tracing: true,
  indexShards: 2,
  formerIndexShards: 100,
  logLevel: 'DEBUG',
  alarmTopicArn: 'arn:aws:sns:us-east-1:123456789012:on-call',
  runbookUrl: 'https://wiki.example.com/runbook',
  monitoring: { alarms: 'essential', dashboard: true },
  fips: true,
  stackName: 'EveryOption',
  env: { account: '123456789012', region: 'us-east-1' },
  tags: { team: 'documents' },
  protectData: false,
  terminationProtection: true,
  deletionProtection: true,
};
