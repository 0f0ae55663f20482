import type { Clock } from '../../usecases/ports';

/**
 * A failure is answered from memory for this long, so that requests that arrive while a service fails cause no call each. A provider
 * waits longer than that before it repeats a webhook.
 */
const FAILURE_KEPT_MS = 1000;

/** Concurrent callers with the same key share one call. Callers within a second of a failure get that failure. */
export class SharedCalls<T> {
  private readonly running = new Map<string, Promise<T>>();
  private readonly failures = new Map<string, { readonly error: unknown; readonly at: number }>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  /** @throws the error of the call, or the last one while it is kept */
  async get(key: string, call: () => Promise<T>): Promise<T> {
    const running = this.running.get(key);
    if (running) {
      return running;
    }
    const failed = this.failures.get(key);
    if (failed && this.clock.now() - failed.at < FAILURE_KEPT_MS) {
      throw failed.error;
    }
    const started = call()
      .catch((error: unknown) => {
        this.failures.set(key, { error, at: this.clock.now() });
        throw error;
      })
      .finally(() => this.running.delete(key));
    this.running.set(key, started);
    return started;
  }
}
