import { type ErrorKind, ProviderError } from '../../domain/provider/error-kinds';
import type { Obtained } from '../../domain/provider/provider';

/** Trouble that says nothing of the document, and passes or is mended: worth asking again for a reason. */
const WORTH_A_RETRY: readonly ErrorKind[] = ['transient', 'throttled', 'credentials', 'identity_mismatch'];

/**
 * Asks the provider why an extraction failed. The event says that it did: where the answer gives no reason, the event ends as a
 * failed extraction all the same, since a reason is not worth losing it for.
 * @throws ProviderError where asking again may bring the reason
 */
export async function fetchReason(ask: () => Promise<Obtained>, withoutReason: Obtained): Promise<Obtained> {
  try {
    const obtained = await ask();
    return obtained.kind === 'extraction_failed' ? obtained : withoutReason;
  } catch (error) {
    if (error instanceof ProviderError && !WORTH_A_RETRY.includes(error.kind)) {
      return withoutReason;
    }
    throw error;
  }
}
