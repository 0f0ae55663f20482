import { ProviderError } from '../domain/provider/error-kinds';
import { errorName } from '../domain/text/describe-error';

/**
 * Runs one call to AWS on behalf of an event. Whatever AWS answers, the event is not to blame: the failure becomes a
 * transient one, so that it is retried within the event's window and never counts as a crash of ours.
 */
export async function asTransient<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const name = errorName(error);
    throw new ProviderError('transient', `${what} failed (${name}).`, { cause: error });
  }
}
