import type { EventStatus } from '../../../lambda/domain/lifecycle/lifecycle';
import type { MetricName } from '../../../lambda/domain/metrics';
import type { LastError } from '../../../lambda/domain/record/event-record';
import type { World } from '../../../test/simulated/world';
import type { PortCall } from './actor';
import type { Stage } from './stage';

/** One story that is explored: who does what, and how it may end. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** How many faults at once the exhaustive part combines. */
  readonly depth?: 1 | 2;
  newWorld(): World;
  /** Arranges the story; what it awaits happens before any fault can. */
  arrange(stage: Stage): void | Promise<void>;
  /** How each event may end when the faults are few enough not to cost it. */
  readonly endsAs: Readonly<Record<string, readonly EventStatus[]>>;
  /** Calls at which a process of this story always dies. */
  isFatal?(call: PortCall): boolean;
  /** Calls that fail in this story, so many milliseconds after its start. */
  isRefused?(call: PortCall, elapsed: number): boolean;
  /** The reason an event must end with. */
  readonly lastErrors?: Readonly<Record<string, LastError['kind']>>;
  /** Events that must end with an object of theirs in S3. */
  readonly keepObject?: readonly string[];
  /** Metrics that must not be counted: an alarm rings for them. */
  readonly neverCounts?: readonly MetricName[];
  /** Dead letters belong to the story. */
  readonly buries?: boolean;
  /** Faults may be so many that an event is given up. */
  readonly mayFail?: boolean;
}
