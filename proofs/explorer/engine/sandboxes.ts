import type { ProviderGate } from '../../../lambda/usecases/process/provider-gate';
import type { World } from '../../../test/simulated/world';
import type { ProcessState } from './actor';

/** One execution environment of the processor function: lives over many batches, until it crashes. */
export interface Sandbox {
  readonly gate: ProviderGate;
  readonly archiveGate: ProviderGate;
  readonly state: ProcessState;
}

/** Warm sandboxes are used again; a crashed one is replaced by a fresh one. */
export class Sandboxes {
  private readonly idle: Sandbox[] = [];

  constructor(private readonly world: World) {}

  take(): Sandbox {
    return this.idle.pop() ?? this.fresh();
  }

  giveBack(sandbox: Sandbox, how: 'finished' | 'crashed'): void {
    this.idle.push(how === 'finished' ? sandbox : this.fresh());
  }

  private fresh(): Sandbox {
    const { world } = this;
    const clock = world.newClock();
    return {
      gate: world.newGate(clock),
      archiveGate: world.newGate(clock),
      state: { clock, closedUntil: new Map() },
    };
  }
}
