import type { Policy } from '../domain/lifecycle/policy';
import type { TransitionContext } from '../domain/lifecycle/transition-base';
import type { Clock, EventStore, Random, Telemetry, WorkQueue } from './ports';

/** What it takes to change records and to send the messages that follow. */
export interface TransitionDeps {
  readonly store: Pick<EventStore, 'update'>;
  readonly queue: WorkQueue;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly policy: Policy;
}

/** Time, a fresh token and the policy for one transition. */
export function transitionContext(
  deps: Pick<TransitionDeps, 'clock' | 'random' | 'policy'>,
): TransitionContext {
  return { now: deps.clock.now(), writeId: deps.random.token(), policy: deps.policy };
}
