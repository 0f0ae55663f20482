import { DynamoEventQueries } from '../../lambda/adapters/dynamodb/dynamo-document-events';
import { DynamoEventIndex } from '../../lambda/adapters/dynamodb/dynamo-event-index';
import type { DynamoEventStore } from '../../lambda/adapters/dynamodb/dynamo-event-store';
import { SqsDeadLetterQueue } from '../../lambda/adapters/sqs/sqs-dead-letter-queue';
import { type Policy, shardsToRead } from '../../lambda/domain/lifecycle/policy';
import type { HttpClient } from '../../lambda/domain/provider/provider';
import {
  clock,
  createEventPorts,
  createHttpsClient,
  createRawStore,
  createResultStore,
} from '../../lambda/handlers/compose';
import { getProvider } from '../../lambda/providers/registry';
import type { DeadLetterReader, RawStore, ResultStore, Telemetry } from '../../lambda/usecases/ports';
import type { RecoveryDeps } from '../../lambda/usecases/recover/recover-event';
import type { Sources } from '../../lambda/usecases/source';
import type { Connection } from './connection';
import { type Deliveries, readDeliveries } from './received-deliveries';

/** What the commands work with: the same use cases and adapters as the functions', at a person's hand. */
export interface Inbox {
  readonly connection: Connection;
  readonly sources: Sources;
  readonly policy: Policy;
  readonly store: Pick<DynamoEventStore, 'get' | 'due' | 'create' | 'update'>;
  /** All events there are, by state and day, and what is open. */
  readonly index: Pick<DynamoEventIndex, 'finalKeys' | 'countFinal' | 'openKeys' | 'records'>;
  readonly queries: Pick<DynamoEventQueries, 'byDocument'>;
  readonly raw: Pick<RawStore, 'getRaw'>;
  /** Stored results, and contents of archived events. */
  readonly results: Pick<ResultStore, 'head' | 'read'>;
  /** Provider → its dead letters. */
  readonly deadLetters: Readonly<Record<string, DeadLetterReader>>;
  /** What arrived at the webhooks in the last hour, and what was refused. */
  deliveries(now: number): Promise<Deliveries>;
  /** For the providers' APIs, under the same guards as the functions'. */
  readonly http: HttpClient;
  /** What running events again needs; warnings go to `warn`. */
  deps(warn: (text: string) => void): RecoveryDeps;
  /** Ends the clients' connections, so that the program can end. */
  close(): void;
}

export function createInbox(connection: Connection): Inbox {
  const { clients, table, policy } = connection;
  const { store } = createEventPorts(
    connection,
    warningsTo(() => undefined),
  );
  const raw = createRawStore(connection);
  const sources: Sources = new Map(
    connection.sources.map(({ id, provider: providerId, options, maxEventAgeSeconds, reconcile }) => {
      const provider = getProvider(providerId);
      const parsed = provider.optionsSchema.parse(options);
      return [id, { id, provider, options: parsed, maxEventAgeSeconds, reconcile }];
    }),
  );
  // Loopback is for the local run alone, and there for the very addresses its functions call.
  const bases =
    connection.kind === 'local' ? connection.sources.map(({ options }) => String(options.baseUrl)) : [];
  const localOrigins = bases.filter((base) => URL.canParse(base)).map((base) => new URL(base).origin);
  const http = createHttpsClient(localOrigins);
  const index = new DynamoEventIndex({
    client: clients.dynamodb,
    table,
    clock,
    shards: shardsToRead(policy),
  });
  return {
    connection,
    sources,
    policy,
    store,
    raw,
    http,
    deliveries: (now) => readDeliveries(connection, now),
    results: createResultStore(connection),
    index,
    queries: new DynamoEventQueries({ client: clients.dynamodb, table, store }),
    deadLetters: Object.fromEntries(
      Object.entries(connection.deadLetterQueues).map(([provider, url]) => [
        provider,
        new SqsDeadLetterQueue(clients.sqs, url),
      ]),
    ),
    deps: (warn) => ({ ...createEventPorts(connection, warningsTo(warn)), sources, raw }),
    close: () => {
      http.close();
      for (const client of Object.values(clients) as readonly { destroy(): void }[]) {
        client.destroy();
      }
    },
  };
}

function warningsTo(warn: (text: string) => void): Telemetry {
  return {
    count: () => undefined,
    measure: () => undefined,
    log: (level, message, fields) => {
      if (level === 'warn' || level === 'error') {
        warn(`${level}: ${message} ${fields ? JSON.stringify(fields) : ''}`.trimEnd());
      }
    },
  } as Telemetry;
}
