import { type ErrorKind, ProviderError } from '../../domain/provider/error-kinds';
import type { FetchOutcome } from '../../domain/provider/provider';

/** Problem that says nothing of the document, and passes or is mended: worth asking again for a reason. */
const WORTH_A_RETRY: readonly ErrorKind[] = ['transient', 'throttled', 'credentials', 'identity_mismatch'];

/**
 * Asks the provider why an extraction failed. The event says that it did: where the answer gives no reason, the event ends as a
 * failed extraction all the same, since a reason is not worth losing it for.
 * @throws ProviderError where asking again may bring the reason
 */
export async function fetchReason(
  ask: () => Promise<FetchOutcome>,
  withoutReason: FetchOutcome,
): Promise<FetchOutcome> {
  try {
    const fetched = await ask();
    return fetched.kind === 'extraction_failed' ? fetched : withoutReason;
  } catch (error) {
    if (error instanceof ProviderError && !WORTH_A_RETRY.includes(error.kind)) {
      return withoutReason;
    }
    throw error;
  }
}
