import { ProviderError } from '../domain/provider/error-kinds';
import { InvalidRecordError } from '../domain/record/event-record';
import { errorName } from './event-telemetry';

/**
 * Runs one call to AWS on behalf of an event. Whatever AWS answers, the event is not to blame. So the failure becomes a transient
 * one: it is retried within the event's window and never counts as a crash of ours.
 */
export async function asTransient<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof InvalidRecordError) {
      // A retry cannot repair the record: its message goes to the dead-letter queue.
      throw error;
    }
    const name = errorName(error);
    throw new ProviderError('transient', `${what} failed (${name}).`, { cause: error });
  }
}
