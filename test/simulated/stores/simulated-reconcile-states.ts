import type { ReconcileState } from '../../../lambda/domain/reconcile/reconcile-state';
import type { ReconcileStates } from '../../../lambda/usecases/ports';

/** Places of reconciliation in memory: a write that does not follow the one it has seen is refused. */
export class SimulatedReconcileStates implements ReconcileStates {
  readonly states = new Map<string, ReconcileState>();

  async load(key: string): Promise<ReconcileState | undefined> {
    return this.states.get(key);
  }

  async save(key: string, state: ReconcileState): Promise<boolean> {
    const isNext = (this.states.get(key)?.version ?? 0) === state.version - 1;
    if (isNext) {
      this.states.set(key, state);
    }
    return isNext;
  }
}
