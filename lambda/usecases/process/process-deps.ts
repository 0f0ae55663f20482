import type { Policy } from '../../domain/lifecycle/policy';
import type { HttpClient } from '../../domain/provider/http-client';
import type {
  ApiTokens,
  Clock,
  EventStore,
  Random,
  RawStore,
  ResultHolders,
  ResultStore,
  Telemetry,
  WorkQueue,
} from '../ports';
import type { Sources } from '../source';
import type { ProviderGate } from './provider-gate';

/** What processing events needs of the world. */
export interface ProcessDeps {
  /** The provider whose queue this process serves. */
  readonly provider: string;
  readonly sources: Sources;
  readonly store: Pick<EventStore, 'get' | 'update'>;
  /** Absent: none of the sources is reconciled. */
  readonly holders?: ResultHolders | undefined;
  readonly queue: WorkQueue;
  readonly results: ResultStore;
  readonly raw: Pick<RawStore, 'getRaw'>;
  readonly tokens: ApiTokens;
  readonly http: HttpClient;
  readonly gate: ProviderGate;
  /** Paces the downloads of archived contents. */
  readonly archiveGate: ProviderGate;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly policy: Policy;
  readonly inBatchConcurrency: number;
  readonly eventBudgetSeconds: number;
}
