import type { ProviderGate } from '../../lambda/usecases/provider-gate';
import type { World } from '../simulated/world';
import type { ProcessState } from './actor';

/** One execution environment of the processor function: lives over many batches, until it crashes. */
export interface Sandbox {
  readonly gate: ProviderGate;
  readonly state: ProcessState;
}

/** As many sandboxes as the event source may use at once; a crashed one is replaced by a fresh one. */
export class Sandboxes {
  private readonly idle: Sandbox[] = [];
  private free: number;

  constructor(
    private readonly world: World,
    concurrency = 3,
  ) {
    this.free = concurrency;
  }

  take(): Sandbox | undefined {
    const warm = this.idle.pop();
    if (warm) {
      return warm;
    }
    if (this.free === 0) {
      return undefined;
    }
    this.free -= 1;
    return this.fresh();
  }

  giveBack(sandbox: Sandbox, how: 'finished' | 'crashed'): void {
    this.idle.push(how === 'finished' ? sandbox : this.fresh());
  }

  private fresh(): Sandbox {
    return { gate: this.world.newGate(), state: { closedUntil: 0 } };
  }
}
