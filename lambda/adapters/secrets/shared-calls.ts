import type { Clock } from '../../usecases/ports';

/**
 * A failure is answered from memory this long: whoever sends requests while a service fails gets no call each. A provider repeats
 * after longer than that.
 */
const FAILURE_KEPT_MS = 1000;

interface Failed {
  readonly error: unknown;
  readonly at: number;
}

/** Calls that callers at the same time share, one for each key; who comes within a second of a failure gets that failure. */
export class SharedCalls<T> {
  private readonly flights = new Map<string, Promise<T>>();
  private readonly failures = new Map<string, Failed>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** @throws the error of the call, or of the last one while it is kept */
  async get(key: string, call: () => Promise<T>): Promise<T> {
    const running = this.flights.get(key);
    if (running) {
      return running;
    }
    const failed = this.failures.get(key);
    if (failed && this.clock.now() - failed.at < FAILURE_KEPT_MS) {
      throw failed.error;
    }
    const flight = this.noted(key, call).finally(() => this.flights.delete(key));
    this.flights.set(key, flight);
    return flight;
  }

  private async noted(key: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      this.failures.set(key, { error, at: this.clock.now() });
      throw error;
    }
  }
}
