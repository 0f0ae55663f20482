import type { SimulatedWorkQueue } from '../../../test/simulated/stores/simulated-work-queue';

/**
 * The bound on the live messages of one event, kept as an account. Each delivery, each transition of the sweeper, each replay and
 * redrive may add one. A processor replaces the message it handles, so it adds one only until that is acknowledged. Each fault
 * (a crash before the acknowledgement, a second delivery, a second try of the SDK) may add one for good.
 */
export class LiveMessages {
  /** Most messages alive at once of any event. */
  most = 0;
  private readonly granted = new Map<string, number>();
  private readonly handled = new Map<string, number>();
  private faults = 0;

  constructor(private readonly queue: SimulatedWorkQueue) {}

  /** A delivery, a transition: something that may send one message. */
  grant(pk: string): void {
    add(this.granted, pk, 1);
  }

  fault(): void {
    this.faults += 1;
  }

  /** A processor begins (1) or ends (-1) to handle a message. */
  countHandled(pk: string, change: 1 | -1): void {
    add(this.handled, pk, change);
  }

  /** What is wrong with the number of live messages, if anything is. */
  check(pk: string): string | undefined {
    const live = this.queue.live(pk);
    const allowed = (this.granted.get(pk) ?? 0) + (this.handled.get(pk) ?? 0) + this.faults;
    this.most = Math.max(this.most, live);
    return live > allowed ? `${pk} has ${live} live messages, ${allowed} allowed` : undefined;
  }
}

function add(counts: Map<string, number>, pk: string, change: number): void {
  counts.set(pk, (counts.get(pk) ?? 0) + change);
}
