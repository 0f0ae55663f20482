import type { Policy } from '../../lambda/domain/lifecycle/policy';
import type { HttpClient, Provider } from '../../lambda/domain/provider/provider';
import type { ReconcileSettings } from '../../lambda/domain/reconcile/reconcile-state';
import type {
  ApiTokens,
  Clock,
  DocumentEvents,
  EventStore,
  Random,
  RawStore,
  ReconcileStates,
  ResultHolders,
  ResultStore,
  SigningKeys,
  Telemetry,
  WorkIndex,
  WorkQueue,
} from '../../lambda/usecases/ports';
import type { BatchDeps } from '../../lambda/usecases/process/process-batch';
import { ProviderGate } from '../../lambda/usecases/process/provider-gate';
import {
  type ReceiveDeps,
  WebhookReceiver,
  type WebhookRequest,
} from '../../lambda/usecases/receive/receive-webhook';
import type { ReconcileDeps } from '../../lambda/usecases/reconcile/reconcile-deps';
import type { RecoveryDeps } from '../../lambda/usecases/recover/recover-event';
import type { RetryDeps } from '../../lambda/usecases/recover/retry-event';
import type { Source } from '../../lambda/usecases/source';
import type { SweepDeps } from '../../lambda/usecases/sweep/sweep-events';
import { CountingTelemetry } from './counting-telemetry';
import type { NeutralBody } from './neutral/neutral-body';
import { neutralProvider } from './neutral/neutral-provider';
import { ProviderStandIn } from './provider-stand-in';
import { SeededRandom } from './seeded-random';
import { SimulatedClock, type SimulatedClockOptions, SkewedClock } from './simulated-clock';
import { SimulatedBucket } from './stores/simulated-bucket';
import { SimulatedEventStore } from './stores/simulated-event-store';
import { SimulatedReconcileStates } from './stores/simulated-reconcile-states';
import { SimulatedResultHolders } from './stores/simulated-result-holders';
import { SimulatedSecrets } from './stores/simulated-secrets';
import { type QueueLimits, SimulatedWorkQueue } from './stores/simulated-work-queue';

/** Times that stand in the order lib/config/timing.ts demands, small enough to be walked through often. */
export const SIMULATED_POLICY: Policy = {
  leaseSeconds: 60,
  graceSeconds: 400,
  retryWindowSeconds: 10_800,
  notReadyWindowSeconds: 21_600,
  notFoundGraceSeconds: 600,
  recordRetentionDays: 30,
  indexShards: 1,
};

export const SIMULATED_QUEUE: QueueLimits = { visibilitySeconds: 240, maxReceiveCount: 5 };

/** How the platform runs the processor function. */
export interface ProcessorLimits {
  readonly batchSize: number;
  /** Batches worked on at once. */
  readonly maxConcurrency: number;
  readonly inBatchConcurrency: number;
  readonly eventBudgetSeconds: number;
  readonly timeoutSeconds: number;
}

export const SIMULATED_PROCESSOR: ProcessorLimits = {
  batchSize: 2,
  maxConcurrency: 3,
  inBatchConcurrency: 2,
  eventBudgetSeconds: 20,
  timeoutSeconds: 46,
};

export interface WorldOptions {
  readonly policy?: Partial<Policy>;
  readonly clock?: SimulatedClockOptions;
  readonly queue?: Partial<QueueLimits>;
  readonly seed?: number;
  readonly provider?: Provider;
  readonly sourceOptions?: unknown;
  readonly maxEventAgeSeconds?: number;
  readonly reconcile?: ReconcileSettings;
  /** Of one process. */
  readonly requestsPerSecond?: number;
  readonly processor?: ProcessorLimits;
  readonly keepLogLines?: boolean;
  /** The clock of each process is off by this much at the most, in milliseconds. */
  readonly clockSkewMs?: number;
  /** How far the document index lags behind each write, in milliseconds. */
  readonly documentLagMs?: number;
  /**
   * How long a raw body is kept after it was stored last, in milliseconds.
   * @default for ever
   */
  readonly rawLifetimeMs?: number;
}

/** The ports one process reaches the world through; each may stand for the world's own part or a wrapper of it. */
export interface Ports {
  readonly store: EventStore & WorkIndex;
  readonly documents: DocumentEvents;
  readonly holders: ResultHolders;
  readonly states: ReconcileStates;
  readonly queue: WorkQueue;
  readonly results: ResultStore;
  readonly raw: RawStore;
  readonly keys: SigningKeys;
  readonly tokens: ApiTokens;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
}

export const SOURCE_ID = 'inbox';
const SIGNING_KEY = 'key-1';
export const API_TOKEN = 'token-1';

/** Everything outside our code, in memory, and the use cases' dependencies made of it. */
export class World {
  readonly clock: SimulatedClock;
  readonly random: SeededRandom;
  readonly store: SimulatedEventStore;
  readonly queue: SimulatedWorkQueue;
  readonly bucket: SimulatedBucket;
  readonly states = new SimulatedReconcileStates();
  readonly holders: SimulatedResultHolders;
  readonly secrets = new SimulatedSecrets();
  readonly telemetry: CountingTelemetry;
  readonly api: ProviderStandIn;
  readonly policy: Policy;
  readonly queueLimits: QueueLimits;
  readonly processor: ProcessorLimits;
  readonly source: Source;
  /** Those of the present configuration: a story may remove the source, and add it again. */
  readonly sources: Map<string, Source>;
  /** The most by which a process's clock differs from the true time, in milliseconds. */
  readonly clockSkewMs: number;
  private readonly skews: SeededRandom;

  constructor(readonly options: WorldOptions = {}) {
    this.clock = new SimulatedClock(options.clock);
    this.random = new SeededRandom(options.seed ?? 1);
    this.clockSkewMs = options.clockSkewMs ?? 0;
    this.skews = new SeededRandom((options.seed ?? 1) ^ 0x2545f491);
    this.store = new SimulatedEventStore(this.clock);
    this.store.documentLag = () => options.documentLagMs ?? 0;
    this.bucket = new SimulatedBucket(this.clock, options.rawLifetimeMs);
    this.holders = new SimulatedResultHolders(this.clock);
    this.processor = options.processor ?? SIMULATED_PROCESSOR;
    this.queueLimits = { ...SIMULATED_QUEUE, ...options.queue };
    this.telemetry = new CountingTelemetry(options.keepLogLines ?? true);
    this.api = new ProviderStandIn(this.clock);
    this.policy = { ...SIMULATED_POLICY, ...options.policy };
    this.source = {
      id: SOURCE_ID,
      provider: options.provider ?? neutralProvider,
      options: options.sourceOptions ?? {},
      maxEventAgeSeconds: options.maxEventAgeSeconds,
      reconcile: options.reconcile,
    };
    this.queue = new SimulatedWorkQueue(this.clock, this.queueLimits, [this.provider]);
    this.sources = new Map([[this.source.id, this.source]]);
    this.secrets.keys.set(this.source.id, [SIGNING_KEY]);
    this.secrets.tokens.set(this.source.id, API_TOKEN);
  }

  /** The id of the provider whose queue is explored. */
  get provider(): string {
    return this.source.provider.manifest.id;
  }

  /** The world itself, without anything in between. */
  get ports(): Ports {
    return {
      store: this.store,
      documents: this.store,
      holders: this.holders,
      states: this.states,
      queue: this.queue,
      results: this.bucket,
      raw: this.bucket,
      keys: this.secrets,
      tokens: this.secrets,
      http: this.api,
      clock: this.clock,
      random: this.random,
      telemetry: this.telemetry,
    };
  }

  /** The clock of one process: slow, right or fast. */
  newClock(): Clock {
    const { clock, clockSkewMs } = this;
    return clockSkewMs === 0 ? clock : new SkewedClock(clock, (this.skews.below(3) - 1) * clockSkewMs);
  }

  /** A process's own gate; pass one in to keep it over several events. */
  newGate(clock: Clock = this.clock): ProviderGate {
    return new ProviderGate({ requestsPerSecond: this.options.requestsPerSecond ?? 1000, clock });
  }

  receiveDeps(ports: Ports = this.ports): ReceiveDeps {
    return { ...ports, sources: this.sources, policy: this.policy };
  }

  receiver(ports: Ports = this.ports): WebhookReceiver {
    return new WebhookReceiver(this.receiveDeps(ports));
  }

  processDeps(
    ports: Ports = this.ports,
    gate: ProviderGate = this.newGate(ports.clock),
    archiveGate: ProviderGate = this.newGate(ports.clock),
  ): BatchDeps {
    return {
      ...ports,
      provider: this.provider,
      sources: this.sources,
      policy: this.policy,
      gate,
      archiveGate,
      inBatchConcurrency: this.processor.inBatchConcurrency,
      eventBudgetSeconds: this.processor.eventBudgetSeconds,
    };
  }

  sweepDeps(ports: Ports = this.ports): SweepDeps {
    const ids = [...this.sources.keys()];
    const sources = ids.length > 0 ? { [this.provider]: ids } : {};
    return { ...ports, index: ports.store, policy: this.policy, sources };
  }

  retryDeps(ports: Ports = this.ports): RetryDeps {
    return { ...ports, sources: this.sources, policy: this.policy };
  }

  recoveryDeps(ports: Ports = this.ports): RecoveryDeps {
    return { ...ports, sources: this.sources, policy: this.policy };
  }

  reconcileDeps(ports: Ports = this.ports): ReconcileDeps {
    return { ...ports, policy: this.policy, gate: this.newGate(ports.clock) };
  }

  /** An authentic delivery of the body. */
  delivery(body: NeutralBody | Uint8Array): WebhookRequest {
    const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
    const headers = this.source.provider.sign(bytes, SIGNING_KEY, this.clock.now());
    return { sourceId: this.source.id, headers, body: bytes };
  }
}
