import { type ErrorKind, ProviderError } from '../../domain/provider/error-kinds';
import type { FetchOutcome } from '../../domain/provider/provider';

/** Errors that say nothing about the document and do not last. */
const WORTH_A_RETRY: readonly ErrorKind[] = ['transient', 'throttled', 'credentials', 'identity_mismatch'];

/**
 * Asks the provider why an extraction failed. The event already says that it failed, so without a reason the outcome is still a
 * failed extraction.
 * @throws ProviderError if another attempt may bring the reason
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
