import { CryptoRandom } from '../lambda/adapters/crypto-random';
import { DynamoEventQueries } from '../lambda/adapters/dynamo-event-queries';
import { DynamoEventStore } from '../lambda/adapters/dynamo-event-store';
import { S3RawStore } from '../lambda/adapters/s3-raw-store';
import { SqsDeadLetterQueue } from '../lambda/adapters/sqs-dead-letter-queue';
import { SqsWorkQueue } from '../lambda/adapters/sqs-work-queue';
import { SystemClock } from '../lambda/adapters/system-clock';
import { providerOf } from '../lambda/providers/registry';
import type { DeadLetterQueue, EventStore, Telemetry } from '../lambda/usecases/ports';
import type { RedriveDeps } from '../lambda/usecases/redrive';
import type { ReplayDeps } from '../lambda/usecases/replay';
import type { Sources } from '../lambda/usecases/source';
import { loadConfig } from '../lib/config/load-config';
import { policyOf } from '../lib/config/policy';
import type { Connection } from './connection';

/** What every command works with. */
export interface Operator {
  readonly store: Pick<EventStore, 'get'>;
  readonly queries: Pick<DynamoEventQueries, 'byStatus'>;
  readonly shards: number;
  /** Provider → its dead letters. */
  readonly deadLetterQueues: Readonly<Record<string, DeadLetterQueue>>;
  readonly deps: RedriveDeps & ReplayDeps;
  print(line: string): void;
}

/** The same use cases and adapters as the functions', at a person's hand. */
export function operatorOf(connection: Connection, print: (line: string) => void): Operator {
  const config = loadConfig();
  const policy = policyOf(config);
  const clock = new SystemClock();
  const store = new DynamoEventStore({ client: connection.dynamodb, table: connection.table, clock });
  return {
    store,
    queries: new DynamoEventQueries({ client: connection.dynamodb, table: connection.table, store }),
    shards: policy.indexShards,
    deadLetterQueues: Object.fromEntries(
      Object.entries(connection.deadLetterQueues).map(([provider, url]) => [
        provider,
        new SqsDeadLetterQueue(connection.sqs, url),
      ]),
    ),
    deps: {
      sources: sourcesOf(config.sources),
      store,
      queue: new SqsWorkQueue(connection.sqs, connection.queues),
      raw: new S3RawStore(connection.s3, connection.bucket),
      clock,
      random: new CryptoRandom(),
      telemetry: toStderr,
      policy,
    },
    print,
  };
}

function sourcesOf(sources: ReturnType<typeof loadConfig>['sources']): Sources {
  return new Map(
    sources.map((source) => [
      source.id,
      {
        id: source.id,
        provider: providerOf(source.provider),
        options: source.options,
        maxEventAgeSeconds: source.maxEventAgeSeconds,
      },
    ]),
  );
}

const toStderr: Telemetry = {
  count: () => undefined,
  measure: () => undefined,
  log: (level, message, fields) =>
    process.stderr.write(`${level}: ${message} ${fields ? JSON.stringify(fields) : ''}\n`),
};
