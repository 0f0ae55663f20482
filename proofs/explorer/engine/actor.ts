import type { Clock } from '../../../lambda/usecases/ports';
import type { CallKind, Fault } from './faults';

export type Role = 'ingest' | 'processor' | 'sweeper' | 'reconciler' | 'redrive' | 'replay' | 'retry';

/** A call that waits for the scheduler. */
export interface PortCall {
  readonly actor: Actor;
  /** `port.method`. */
  readonly name: string;
  readonly kind: CallKind;
  /** The event it is about, where it is about one. */
  readonly pk: string | undefined;
  /** What a reader of a trace should know of its arguments. */
  readonly about: string;
  /** The API token it carries, where it carries one. */
  readonly token?: string | undefined;
  readonly effect: () => Promise<unknown>;
  /** Effects in place of the usual one, by fault. */
  readonly variants: Readonly<Partial<Record<Fault, () => Promise<unknown>>>>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Not to be run before this time; 0 for a call that waits for its turn only. */
  heldUntil: number;
}

/** What came of a call, as its caller saw it. */
export type Answer = 'answered' | 'rejected';

export interface JournalEntry {
  readonly name: string;
  readonly pk: string | undefined;
  readonly answer: Answer;
  readonly value: unknown;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** One run of one process: a sandbox's invocation, a request, an operator's command. */
export class Actor {
  alive = true;
  /** Stopped for longer than its platform would let it run. */
  stalled = false;
  readonly pending: PortCall[] = [];
  readonly journal: JournalEntry[] = [];

  constructor(
    readonly name: string,
    readonly role: Role,
    /** Epoch milliseconds at which its platform ends it. */
    readonly deadline: number,
    /** What lives as long as its process: the same for all invocations of one sandbox. */
    readonly process: ProcessState,
    readonly onEnd: (how: 'finished' | 'crashed') => void,
  ) {}

  end(how: 'finished' | 'crashed'): void {
    if (this.alive) {
      this.alive = false;
      this.pending.length = 0;
      this.onEnd(how);
    }
  }
}

/** One process, whatever it runs. */
export interface ProcessState {
  readonly clock: Clock;
  /** What the provider told it, kept apart from our own gate: API token → epoch milliseconds of the true time. */
  readonly closedUntil: Map<string | undefined, number>;
}
