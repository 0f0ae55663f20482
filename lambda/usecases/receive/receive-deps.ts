import type { Policy } from '../../domain/lifecycle/policy';
import type { SignedRequest } from '../../domain/provider/provider';
import type { Clock, EventStore, Random, RawStore, SigningKeys, Telemetry, WorkQueue } from '../ports';
import type { Sources } from '../source';

/** One delivery, as the front door hands it on. */
export interface WebhookRequest extends SignedRequest {
  readonly sourceId: string;
  /** Fires when the answer must be on its way: well before the provider and API Gateway give up. */
  readonly signal?: AbortSignal;
}

/** What receiving webhooks needs of the world. */
export interface ReceiveDeps {
  readonly sources: Sources;
  readonly store: Pick<EventStore, 'create' | 'update'>;
  readonly queue: WorkQueue;
  readonly raw: Pick<RawStore, 'putRaw'>;
  readonly keys: SigningKeys;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly policy: Policy;
}
