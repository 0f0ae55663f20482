import { definedOnly } from '../../domain/defined-only';
import { ProviderError } from '../../domain/error-kinds';

/** The same error, with the document that an answer named: the next attempt can ask for it without that answer. */
export function withDocumentId(error: ProviderError, documentId: string): ProviderError {
  const { kind, message, retryAfter, retryUntil, timedOutAfter } = error;
  const details = definedOnly({ retryAfter, retryUntil, timedOutAfter, documentId });
  return new ProviderError(kind, message, { ...details, cause: error });
}
