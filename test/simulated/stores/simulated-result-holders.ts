import type { Clock, NewHolder, ResultHolder, ResultHolders } from '../../../lambda/usecases/ports';

/** Holders of documents' results in memory, with the conditions of the adapter. */
export class SimulatedResultHolders implements ResultHolders {
  readonly holders = new Map<string, NewHolder>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  async hold(key: string, mine: NewHolder, replacing?: string): Promise<ResultHolder> {
    const found = this.holders.get(key);
    const isFree = !found || found.pk === mine.pk || found.expiresAt * 1000 <= this.clock.now();
    if (isFree || found.token === replacing) {
      this.holders.set(key, mine);
      return mine;
    }
    return found;
  }
}
